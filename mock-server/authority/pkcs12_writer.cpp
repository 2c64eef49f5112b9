#include "authority/pkcs12_writer.hpp"

#include <array>
#include <climits>
#include <string>
#include <utility>

#include "orcamo/pki/openssl/draw_scope.hpp"
#include "orcamo/pki/openssl/handles.hpp"

namespace orcamo::mock {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

constexpr int kIterations = 2048;

// Protection is what a profile means in OpenSSL's terms.
struct Protection {
  int encryption;  // NID: a cipher stands for PBES2 with PBKDF2-HMAC-SHA-256, a PBE algorithm for itself
  int salt_octets;
  const EVP_MD* mac_digest;
};

Protection protection_of(P12Profile profile) noexcept {
  switch (profile) {
    case P12Profile::kLegacyDes:
      return {.encryption = NID_pbe_WithSHA1And3_Key_TripleDES_CBC, .salt_octets = 8, .mac_digest = EVP_sha1()};
    case P12Profile::kModern2023:
      break;
  }
  return {.encryption = NID_aes_256_cbc, .salt_octets = 16, .mac_digest = EVP_sha256()};
}

// Password borrows a password in OpenSSL's form. Never null, not even for an empty view: OpenSSL would then derive
// from no octets at all, where other programs derive from the two zero octets of an empty BMPString (RFC 7292, B.1).
struct Password {
  explicit Password(std::string_view password) noexcept
      : text(password.empty() ? "" : password.data()), length(static_cast<int>(password.size())) {}

  const char* text;
  int length;
};

// Label is what joins a key and its certificate in the file.
struct Label {
  std::string_view friendly_name;
  std::array<unsigned char, 20> local_key_id;
};

Error failed(std::string_view doing) { return pki::take_error(Errc::kCryptoFailed, doing); }

Result<Label> label_for(const pki::Certificate& leaf, std::string_view friendly_name) {
  Label label{.friendly_name = friendly_name, .local_key_id = {}};
  if (X509_digest(pki::NativeAccess::native(leaf), EVP_sha1(), label.local_key_id.data(), nullptr) != 1) {
    return failed("digesting the certificate");
  }
  return label;
}

Result<void> put_label(PKCS12_SAFEBAG* bag, Label label) {
  if (PKCS12_add_localkeyid(bag, label.local_key_id.data(), static_cast<int>(label.local_key_id.size())) != 1) {
    return failed("adding the localKeyID");
  }
  const std::string_view name = label.friendly_name;
  if (!name.empty() && PKCS12_add_friendlyname_utf8(bag, name.data(), static_cast<int>(name.size())) != 1) {
    return pki::take_error(Errc::kRequestBadValue, "adding the friendly name")
        .with_hint("use valid UTF-8 without characters beyond U+FFFF");
  }
  return {};
}

Result<void> append(PKCS12_SAFEBAG* made, STACK_OF(PKCS12_SAFEBAG) * bags) {
  pki::SafeBag bag(made);
  if (!bag || sk_PKCS12_SAFEBAG_push(bags, bag.get()) <= 0) return failed("adding a bag");
  (void)bag.release();
  return {};
}

Result<void> append(PKCS7* made, STACK_OF(PKCS7) * safes) {
  pki::Pkcs7 safe(made);
  if (!safe || sk_PKCS7_push(safes, safe.get()) <= 0) return failed("sealing a safe");
  (void)safe.release();
  return {};
}

Result<void> add_certificates(const pki::Credential& credential, const Label& label, const Protection& protection,
                              const Password& password, const pki::Randomness& randomness, STACK_OF(PKCS7) * safes) {
  const pki::SafeBags bags(sk_PKCS12_SAFEBAG_new_null());
  if (!bags) return failed("making the safe for certificates");
  X509* const leaf = pki::NativeAccess::native(credential.certificate);
  if (auto done = append(PKCS12_SAFEBAG_create_cert(leaf), bags.get()); !done) return done;
  if (auto done = put_label(sk_PKCS12_SAFEBAG_value(bags.get(), 0), label); !done) return done;
  for (const pki::Certificate& certificate : credential.chain) {
    if (certificate.subject() == certificate.issuer()) continue;  // a root convinces nobody by coming along
    X509* const link = pki::NativeAccess::native(certificate);
    if (auto done = append(PKCS12_SAFEBAG_create_cert(link), bags.get()); !done) return done;
  }
  const pki::DrawScope scope(randomness);
  return append(PKCS12_pack_p7encdata_ex(protection.encryption, password.text, password.length, nullptr,
                                         protection.salt_octets, kIterations, bags.get(), scope.context(), nullptr),
                safes);
}

Result<void> add_key(const pki::PrivateKey& key, const Label& label, const Protection& protection,
                     const Password& password, const pki::Randomness& randomness, STACK_OF(PKCS7) * safes) {
  const pki::KeyInfo info(EVP_PKEY2PKCS8(pki::NativeAccess::native(key)));
  const pki::SafeBags bags(sk_PKCS12_SAFEBAG_new_null());
  if (!info || !bags) return failed("encoding the private key");
  const pki::DrawScope scope(randomness);
  PKCS12_SAFEBAG* const bag =
      PKCS12_SAFEBAG_create_pkcs8_encrypt_ex(protection.encryption, password.text, password.length, nullptr,
                                             protection.salt_octets, kIterations, info.get(), scope.context(), nullptr);
  if (auto done = append(bag, bags.get()); !done) return done;
  if (auto done = put_label(bag, label); !done) return done;
  return append(PKCS12_pack_p7data(bags.get()), safes);
}

Result<pki::Bytes> encode(PKCS12* file) {
  const int size = i2d_PKCS12(file, nullptr);
  if (size <= 0) return failed("encoding PKCS#12");
  pki::Bytes bytes(static_cast<std::size_t>(size));
  unsigned char* to = bytes.data();
  if (i2d_PKCS12(file, &to) != size) return failed("encoding PKCS#12");
  return bytes;
}

}  // namespace

std::string_view p12_profile_name(P12Profile profile) noexcept {
  switch (profile) {
    case P12Profile::kModern2023:
      return "Modern2023";
    case P12Profile::kLegacyDes:
      return "LegacyDES";
  }
  return "";
}

Result<P12Profile> parse_p12_profile(std::string_view name) {
  for (const P12Profile profile : {P12Profile::kModern2023, P12Profile::kLegacyDes}) {
    if (name == p12_profile_name(profile)) return profile;
  }
  return Error(Errc::kRequestBadValue, "\"" + std::string(name) + "\" is not a PKCS#12 profile",
               "use Modern2023 or LegacyDES");
}

Result<pki::Bytes> seal_pkcs12(const pki::Credential& credential, std::string_view password, P12Profile profile,
                               std::string_view friendly_name, const pki::Randomness& randomness) {
  if (!credential.certificate.matches(credential.key)) {
    return Error(Errc::kKeyMismatch, "the private key does not belong to the certificate " +
                                         credential.certificate.subject() + ", so they cannot be sealed together");
  }
  if (password.size() > INT_MAX / 4) {
    return Error(Errc::kRequestBadValue, "the password of a PKCS#12 file is too long");
  }
  const Protection protection = protection_of(profile);
  const Password sealed_with(password);
  const auto label = label_for(credential.certificate, friendly_name);
  if (!label) return label.error();

  const pki::Pkcs7Stack safes(sk_PKCS7_new_null());
  if (!safes) return failed("making a PKCS#12 file");
  if (auto done =
          add_certificates(credential, *label, protection, sealed_with, randomness.of("certificates"), safes.get());
      !done) {
    return std::move(done).error();
  }
  if (auto done = add_key(credential.key, *label, protection, sealed_with, randomness.of("key"), safes.get()); !done) {
    return std::move(done).error();
  }

  const pki::Pkcs12 file(PKCS12_init(NID_pkcs7_data));
  if (!file || PKCS12_pack_authsafes(file.get(), safes.get()) != 1) return failed("assembling a PKCS#12 file");
  // Drawn here: by itself the function draws in OpenSSL's default context.
  pki::Bytes salt = randomness.of("mac").bytes(static_cast<std::size_t>(protection.salt_octets));
  if (PKCS12_set_mac(file.get(), sealed_with.text, sealed_with.length, salt.data(), protection.salt_octets, kIterations,
                     protection.mac_digest) != 1) {
    return failed("adding the MAC to a PKCS#12 file");
  }
  return encode(file.get());
}

}  // namespace orcamo::mock

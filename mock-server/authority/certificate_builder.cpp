#include "authority/certificate_builder.hpp"

#include <algorithm>

#include "orcamo/pki/openssl/draw_scope.hpp"
#include "orcamo/pki/openssl/handles.hpp"

namespace orcamo::mock {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

Error failed(std::string_view doing) { return pki::take_error(Errc::kCryptoFailed, doing); }

Result<void> set_serial(X509* certificate, pki::BytesView serial) {
  const pki::BigNumber number(BN_bin2bn(serial.data(), static_cast<int>(serial.size()), nullptr));
  if (!number || BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) == nullptr) {
    return failed("setting the serial number");
  }
  return {};
}

Result<void> set_subject(X509* certificate, const std::vector<CertificatePlan::Entry>& subject) {
  X509_NAME* name = X509_get_subject_name(certificate);
  for (const auto& [type, value] : subject) {
    const auto* octets = reinterpret_cast<const unsigned char*>(value.data());
    if (X509_NAME_add_entry_by_txt(name, type.c_str(), MBSTRING_UTF8, octets, static_cast<int>(value.size()), -1, 0) !=
        1) {
      const Error reason = pki::take_error(Errc::kRequestBadValue, "encoding it");
      return Error(Errc::kRequestBadValue,
                   "a certificate subject cannot carry " + type + "=\"" + value + "\": " + reason.message(),
                   "use a country of two letters, and 1 to 64 characters of UTF-8 for the other parts");
    }
  }
  return {};
}

// By text and not by time_t, which is 32 bits wide on some machines.
Result<void> set_time(ASN1_TIME* field, pki::TimePoint time) {
  std::string text = pki::format_rfc3339(time);
  std::erase_if(text, [](char c) { return c == '-' || c == ':' || c == 'T'; });
  if (ASN1_TIME_set_string_X509(field, text.c_str()) != 1) {
    return pki::take_error(Errc::kTimeOutOfRange, "encoding the date " + pki::format_rfc3339(time));
  }
  return {};
}

Result<void> add_extension(X509* certificate, X509* issuer, const CertificatePlan::Entry& extension) {
  const auto& [name, value] = extension;
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509V3_set_ctx_nodb(&context);
  const pki::ExtensionHandle made(X509V3_EXT_nconf(nullptr, &context, name.c_str(), value.c_str()));
  if (!made || X509_add_ext(certificate, made.get(), -1) != 1) return failed("adding the extension " + name);
  return {};
}

Result<void> sign(X509* certificate, const pki::PrivateKey& key, const pki::Randomness& randomness) {
  const pki::DrawScope scope(randomness);
  const pki::DigestContext context(EVP_MD_CTX_new());
  if (!context ||
      EVP_DigestSignInit_ex(context.get(), nullptr, "SHA256", scope.context(), nullptr, pki::NativeAccess::native(key),
                            nullptr) != 1 ||
      X509_sign_ctx(certificate, context.get()) == 0) {
    return failed("signing a certificate");
  }
  return {};
}

// `issuer` is null for a root.
Result<pki::Certificate> build(const CertificatePlan& plan, const pki::PrivateKey& key, X509* issuer,
                               const pki::PrivateKey& signing_key, const pki::Randomness& randomness) {
  pki::X509Handle certificate(X509_new());
  if (!certificate || X509_set_version(certificate.get(), X509_VERSION_3) != 1) {
    return failed("making a certificate");
  }
  X509* const x509 = certificate.get();
  if (auto done = set_serial(x509, plan.serial); !done) return std::move(done).error();
  if (auto done = set_subject(x509, plan.subject); !done) return std::move(done).error();
  if (auto done = set_time(X509_getm_notBefore(x509), plan.validity.not_before); !done) return std::move(done).error();
  if (auto done = set_time(X509_getm_notAfter(x509), plan.validity.not_after); !done) return std::move(done).error();

  X509* const parent = issuer != nullptr ? issuer : x509;
  if (X509_set_issuer_name(x509, X509_get_subject_name(parent)) != 1 ||
      X509_set_pubkey(x509, pki::NativeAccess::native(key)) != 1) {
    return failed("setting issuer and public key");
  }
  for (const auto& extension : plan.extensions) {
    if (auto done = add_extension(x509, parent, extension); !done) return std::move(done).error();
  }
  if (auto done = sign(x509, signing_key, randomness); !done) return std::move(done).error();
  return pki::NativeAccess::wrap(std::move(certificate));
}

}  // namespace

Result<pki::Certificate> sign_certificate(const CertificatePlan& plan, const pki::PrivateKey& key,
                                          const CertificateSigner& signer, const pki::Randomness& randomness) {
  return build(plan, key, pki::NativeAccess::native(signer.certificate), signer.key, randomness);
}

Result<pki::Certificate> self_sign_certificate(const CertificatePlan& plan, const pki::PrivateKey& key,
                                               const pki::Randomness& randomness) {
  return build(plan, key, nullptr, key, randomness);
}

}  // namespace orcamo::mock

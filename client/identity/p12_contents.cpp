#include "identity/p12_contents.hpp"

#include <openssl/err.h>

#include <algorithm>
#include <utility>

#include "identity/p12_algorithms.hpp"
#include "identity/p12_second_version.hpp"
#include "identity/utf8.hpp"

namespace orcamo::client {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

constexpr int kDeepestSafe = 4;         // SafeContents within SafeContents
constexpr std::size_t kMostBags = 256;  // an identity has two and its chain
constexpr std::size_t kMostAlgorithms = 16;
constexpr int kLargestKey = 16'384;  // bits, of RSA: OpenSSL verifies with no larger ones, and signing takes minutes

// encrypted_content is what a part of the file hides behind a password; null where it is no such part.
PKCS7_ENC_CONTENT* encrypted_content(const PKCS7& safe) {
  if (!PKCS7_type_is_encrypted(&safe) || safe.d.encrypted == nullptr) return nullptr;
  PKCS7_ENC_CONTENT* content = safe.d.encrypted->enc_data;
  return content != nullptr && content->enc_data != nullptr ? content : nullptr;
}

std::string local_id(const PKCS12_SAFEBAG* bag) {
  const ASN1_TYPE* value = PKCS12_SAFEBAG_get0_attr(bag, NID_localKeyID);
  if (value == nullptr || value->type != V_ASN1_OCTET_STRING) return {};
  const ASN1_OCTET_STRING* octets = value->value.octet_string;
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(octets)),
          static_cast<std::size_t>(ASN1_STRING_length(octets))};
}

// friendly_name is read here: OpenSSL 3.0.19 gives none where the last character has three octets in UTF-8. Windows
// ends the name with a NUL.
std::string friendly_name(const PKCS12_SAFEBAG* bag) {
  const ASN1_TYPE* value = PKCS12_SAFEBAG_get0_attr(bag, NID_friendlyName);
  if (value == nullptr || value->type != V_ASN1_BMPSTRING) return {};
  const ASN1_BMPSTRING* name = value->value.bmpstring;
  std::string text =
      utf8_of_utf16({ASN1_STRING_get0_data(name), static_cast<std::size_t>(ASN1_STRING_length(name))}, Endian::kBig)
          .value_or("");
  if (text.ends_with('\0')) text.pop_back();
  return text;
}

// is_usable_key goes by the algorithm's NID. Of other kinds, DSA and DH, OpenSSL computes the public half while it
// reads them: seconds, or hours, for numbers of any size.
bool is_usable_key(int algorithm) {
  return algorithm == NID_rsaEncryption || algorithm == NID_rsassaPss || algorithm == NID_X9_62_id_ecPublicKey ||
         algorithm == NID_ED25519 || algorithm == NID_ED448;
}

Error refused_as_old(const P12Algorithm& algorithm) {
  return Error(Errc::kP12UnsupportedAlgorithm,
               "the PKCS#12 file uses the old encryption " + algorithm.name + ", which the strict policy refuses",
               "ask for a file with AES-256 and SHA-256");
}

// octets_of is what a part of the type data holds.
pki::BytesView octets_of(const PKCS7& safe) {
  if (safe.d.data == nullptr) return {};
  return {ASN1_STRING_get0_data(safe.d.data), static_cast<std::size_t>(ASN1_STRING_length(safe.d.data))};
}

Error of_second_version() {
  ERR_clear_error();
  return Error(
      Errc::kP12UnsupportedAlgorithm,
      "the PKCS#12 file has a private key in the second version of PKCS#8, with the public key in it (RFC 5958), "
      "which is not supported",
      "ask for the first version, which every program reads: openssl pkcs12 -export writes it");
}

Error another_password(const std::string& part) {
  return Error(Errc::kP12WrongPassword,
               "the PKCS#12 file has " + part + " that is protected with another password than its MAC, which this is",
               "export it again with one password for the whole file (openssl pkcs12 without -twopass; in Java, the "
               "key's password that of the key store)");
}

}  // namespace

Result<void> P12Contents::visit(const STACK_OF(PKCS7) * safes, Effort effort) {
  for (int i = 0; i < sk_PKCS7_num(safes); ++i) {
    part_ = static_cast<std::size_t>(i);
    if (auto done = visit(*sk_PKCS7_value(safes, i), effort); !done) return done;
  }
  return {};
}

bool P12Contents::opens_anything(const STACK_OF(PKCS7) * safes) {
  for (int i = 0; i < sk_PKCS7_num(safes); ++i) {
    (void)visit(*sk_PKCS7_value(safes, i), Effort::kOpen);
    ERR_clear_error();
  }
  return decrypted_;
}

void P12Contents::collect(const STACK_OF(PKCS7) * safes) {
  for (int i = 0; i < sk_PKCS7_num(safes); ++i) {
    (void)visit(*sk_PKCS7_value(safes, i), Effort::kCollect);
    ERR_clear_error();
  }
}

Result<void> P12Contents::judge(const X509_ALGOR& encryption, P12Algorithm::Use use, Effort effort) {
  const auto iterations = pbe_iterations(encryption);
  if (!iterations) return iterations.error();
  P12Algorithm algorithm = describe_algorithm(encryption, use);
  if (algorithm.is_old && policy_ == P12Policy::kStrict) return refused_as_old(algorithm);
  if (std::find(algorithms.begin(), algorithms.end(), algorithm) == algorithms.end() &&
      algorithms.size() < kMostAlgorithms) {
    algorithms.push_back(std::move(algorithm));
  }
  return effort == Effort::kOpen ? budget_.spend(*iterations) : budget_.check(*iterations);
}

Result<void> P12Contents::visit(PKCS7& safe, Effort effort) {
  if (PKCS7_type_is_data(&safe)) {
    const pki::SafeBags bags(PKCS12_unpack_p7data(&safe));
    if (!bags && has_second_version(octets_of(safe))) return of_second_version();
    if (!bags) return p12_malformed_because("has a damaged part");
    return visit(bags.get(), effort, 0);
  }
  if (PKCS7_type_is_enveloped(&safe)) {
    return Error(Errc::kP12UnsupportedAlgorithm,
                 "the PKCS#12 file is protected with somebody's public key (envelopedData), which is not supported",
                 "ask for a file that is protected with a password");
  }
  const PKCS7_ENC_CONTENT* content = encrypted_content(safe);
  if (content == nullptr)
    return p12_malformed("has a part that cannot be read, of the type " + algorithm_name(safe.type));
  if (auto judged = judge(*content->algorithm, P12Algorithm::Use::kSafe, effort); !judged) return judged;
  if (effort != Effort::kOpen) return {};

  const auto plain = P12Plain::decrypt(*content->algorithm, *content->enc_data, for_encryption(*content->algorithm));
  const auto bags = plain.read<pki::SafeBags>(ASN1_ITEM_rptr(PKCS12_SAFEBAGS));
  const bool is_too_young = !bags && has_second_version(plain.octets());
  if (!bags && !is_too_young) return does_not_open("an encrypted part", plain);
  decrypted_ = true;
  if (is_too_young) return of_second_version();
  return visit(bags.get(), effort, 0);
}

Result<void> P12Contents::visit(const STACK_OF(PKCS12_SAFEBAG) * bags, Effort effort, int depth) {
  if (depth > kDeepestSafe) return p12_exceeds("nests more than 4 safes");
  for (int i = 0; i < sk_PKCS12_SAFEBAG_num(bags); ++i) {
    if (++bags_ > kMostBags) {
      return p12_exceeds("has more than " + std::to_string(kMostBags) + " keys and certificates");
    }
    if (auto done = visit(sk_PKCS12_SAFEBAG_value(bags, i), effort, depth); !done) return done;
  }
  return {};
}

Result<void> P12Contents::visit(const PKCS12_SAFEBAG* bag, Effort effort, int depth) {
  const int kind = PKCS12_SAFEBAG_get_nid(bag);
  if (depth > 0 && kind != NID_safeContentsBag) nested_ = true;
  switch (kind) {
    case NID_safeContentsBag:
      return visit(PKCS12_SAFEBAG_get0_safes(bag), effort, depth + 1);
    case NID_pkcs8ShroudedKeyBag:
      return visit_shrouded_key(bag, effort);
    case NID_keyBag:
      return effort != Effort::kLook ? keep_key(PKCS12_SAFEBAG_get0_p8inf(bag), bag) : Result<void>{};
    case NID_certBag:
      return effort != Effort::kLook ? keep_certificate(bag) : Result<void>{};
    default:
      return {};  // revocation lists and secrets are nobody's identity
  }
}

Result<void> P12Contents::visit_shrouded_key(const PKCS12_SAFEBAG* bag, Effort effort) {
  const X509_ALGOR* encryption = nullptr;
  const ASN1_OCTET_STRING* content = nullptr;
  X509_SIG_get0(PKCS12_SAFEBAG_get0_pkcs8(bag), &encryption, &content);
  if (auto judged = judge(*encryption, P12Algorithm::Use::kKey, effort); !judged) return judged;
  if (effort != Effort::kOpen) return {};

  const auto plain = P12Plain::decrypt(*encryption, *content, for_encryption(*encryption));
  const auto key = plain.read<pki::KeyInfo>(ASN1_ITEM_rptr(PKCS8_PRIV_KEY_INFO));
  const bool is_too_young = !key && is_second_version(plain.octets());
  if (!key && !is_too_young) return does_not_open("a private key", plain);
  decrypted_ = true;
  if (is_too_young) return of_second_version();
  return keep_key(key.get(), bag);
}

Error P12Contents::does_not_open(const std::string& part, const P12Plain& plain) const {
  if (proof_ == P12Proof::kMac && plain.is_of_another_password()) {
    ERR_clear_error();
    return another_password(part);
  }
  return p12_malformed_because(
      "has " + part + (proof_ == P12Proof::kMac ? " that cannot be read" : " that its password does not open"));
}

P12Password::View P12Contents::for_encryption(const X509_ALGOR& encryption) const noexcept {
  const ASN1_OBJECT* scheme = nullptr;
  X509_ALGOR_get0(&scheme, nullptr, nullptr, &encryption);
  return OBJ_obj2nid(scheme) == NID_pbes2 ? password_.for_pbes2() : password_.for_text();
}

Result<void> P12Contents::keep_key(const PKCS8_PRIV_KEY_INFO* info, const PKCS12_SAFEBAG* bag) {
  const ASN1_OBJECT* algorithm = nullptr;
  PKCS8_pkey_get0(&algorithm, nullptr, nullptr, nullptr, info);
  if (!is_usable_key(OBJ_obj2nid(algorithm))) {
    return Error(Errc::kP12UnsupportedAlgorithm,
                 "the PKCS#12 file has a private key that cannot be used, " + algorithm_name(algorithm),
                 "ask for a P-256 or RSA key");
  }
  pki::PKey native(EVP_PKCS82PKEY(info));
  if (!native) return p12_malformed_because("has a private key that cannot be read, " + algorithm_name(algorithm));
  if (EVP_PKEY_get_bits(native.get()) > kLargestKey) {
    return p12_exceeds("has a private key of " + std::to_string(EVP_PKEY_get_bits(native.get())) +
                       " bits, and at most " + std::to_string(kLargestKey) + " are used");
  }
  auto key = pki::NativeAccess::wrap(std::move(native));
  if (!key) return p12_malformed("has a private key that cannot be used: " + key.error().message());
  keys.push_back({*std::move(key), local_id(bag), friendly_name(bag)});
  return {};
}

Result<void> P12Contents::keep_certificate(const PKCS12_SAFEBAG* bag) {
  if (PKCS12_SAFEBAG_get_bag_nid(bag) != NID_x509Certificate) return {};
  pki::X509Handle native(PKCS12_SAFEBAG_get1_cert(bag));
  if (!native) return p12_malformed_because("has a certificate that cannot be read");
  auto certificate = pki::NativeAccess::wrap(std::move(native));
  if (!certificate) return p12_malformed("has a certificate that cannot be used: " + certificate.error().message());
  certificates.push_back({*std::move(certificate), local_id(bag), friendly_name(bag)});
  return {};
}

}  // namespace orcamo::client

#include "identity/der_kind.hpp"

#include <openssl/asn1.h>
#include <openssl/err.h>

#include "orcamo/pki/openssl/handles.hpp"

namespace orcamo::client {
namespace {

constexpr FileKind kCertificate{"a certificate without a private key (X.509, DER)",
                                "use the .p12 file that the certificate came in"};
constexpr FileKind kBundle{"a PKCS#7 or CMS bundle, which has no private key",
                           "use the .p12 file that the certificate came in"};
constexpr FileKind kPrivateKey{"a private key without a certificate (DER)", "use the .p12 file that has both"};
constexpr FileKind kEncryptedKey{"an encrypted private key without a certificate (PKCS#8, DER)",
                                 "use the .p12 file that has both"};
constexpr FileKind kPublicKey{"a public key (DER)", "use the .p12 file that has certificate and private key"};
constexpr FileKind kOther{"another kind of DER, for example a certificate request",
                          "use the .p12 file that has certificate and private key"};

// Elements are the tags of those that stand side by side.
class Elements {
 public:
  explicit Elements(pki::BytesView octets) : rest_(octets) {}

  // next is the tag of the next element, and `inside` is then what it holds; -1 where there is none, or no length.
  int next(pki::BytesView* inside = nullptr) noexcept {
    const std::uint8_t* at = rest_.data();
    long length = 0;
    int tag = 0;
    int klass = 0;
    const int flags = ASN1_get_object(&at, &length, &tag, &klass, static_cast<long>(rest_.size()));
    ERR_clear_error();
    const bool has_length = (flags & 0x80) == 0 && (flags & 1) == 0;
    if (!has_length || klass != V_ASN1_UNIVERSAL) return -1;
    const auto header = static_cast<std::size_t>(at - rest_.data());
    if (inside != nullptr) *inside = rest_.subspan(header, static_cast<std::size_t>(length));
    rest_ = rest_.subspan(header + static_cast<std::size_t>(length));
    return tag;
  }

 private:
  pki::BytesView rest_;
};

bool is_certificate(pki::BytesView file) noexcept {
  const std::uint8_t* at = file.data();
  const bool is_one = pki::X509Handle(d2i_X509(nullptr, &at, static_cast<long>(file.size()))) != nullptr;
  ERR_clear_error();
  return is_one;
}

// Behind a SEQUENCE: EncryptedPrivateKeyInfo (RFC 5958, 3) and SubjectPublicKeyInfo (RFC 5280, 4.1) end in a string.
FileKind kind_of_nested(pki::BytesView file, Elements& elements) noexcept {
  if (is_certificate(file)) return kCertificate;
  const int second = elements.next();
  if (second == V_ASN1_OCTET_STRING) return kEncryptedKey;
  return second == V_ASN1_BIT_STRING ? kPublicKey : kOther;
}

// Behind a version: PKCS#8 has an algorithm and an OCTET STRING (RFC 5958, 2), where PKCS#12 has its contents and a
// SEQUENCE or nothing; PKCS#1 and DSA have numbers, SEC 1 has an OCTET STRING (RFC 5915, 3).
bool is_private_key(Elements& elements) noexcept {
  const int second = elements.next();
  if (second == V_ASN1_INTEGER || second == V_ASN1_OCTET_STRING) return true;
  return second == V_ASN1_SEQUENCE && elements.next() == V_ASN1_OCTET_STRING;
}

}  // namespace

std::optional<FileKind> recognize_der(pki::BytesView file) noexcept {
  pki::BytesView inside;
  if (Elements(file).next(&inside) != V_ASN1_SEQUENCE) return std::nullopt;
  Elements elements(inside);
  switch (elements.next()) {
    case V_ASN1_SEQUENCE:
      return kind_of_nested(file, elements);
    case V_ASN1_OBJECT:
      return kBundle;
    case V_ASN1_INTEGER:
      return is_private_key(elements) ? std::optional(kPrivateKey) : std::nullopt;
    default:
      return std::nullopt;
  }
}

}  // namespace orcamo::client

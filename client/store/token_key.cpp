#include "store/token_key.hpp"

#include <openssl/core_names.h>
#include <openssl/err.h>

#include <algorithm>
#include <utility>

#include "orcamo/pki/openssl/handles.hpp"
#include "store/token_module.hpp"

namespace orcamo::client {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

// A parameter of a key, big-endian; of at least `size` octets. Empty: the key has none.
pki::Secret number(const EVP_PKEY* key, const char* name, int size = 0) {
  BIGNUM* out = nullptr;
  EVP_PKEY_get_bn_param(key, name, &out);
  const pki::Handle<BIGNUM, BN_clear_free> value(out);
  if (!value) return {};
  std::string octets(static_cast<std::size_t>(std::max(size, BN_num_bytes(value.get()))), '\0');
  BN_bn2binpad(value.get(), reinterpret_cast<unsigned char*>(octets.data()), static_cast<int>(octets.size()));
  return pki::Secret::take(octets);
}

template <class Value, class Encode>
std::string der_of(Value* value, Encode encode) {
  std::string der(static_cast<std::size_t>(encode(value, nullptr)), '\0');
  auto* at = reinterpret_cast<unsigned char*>(der.data());
  encode(value, &at);
  return der;
}

// curve_of is the DER form of the curve's name; empty where it has none.
std::string curve_of(const EVP_PKEY* key) {
  char group[64] = {};
  std::size_t length = 0;
  if (EVP_PKEY_get_group_name(key, group, sizeof group, &length) != 1) return {};
  const ASN1_OBJECT* const name = OBJ_nid2obj(OBJ_txt2nid(group));
  return name == nullptr ? std::string() : der_of(name, i2d_ASN1_OBJECT);
}

void add_rsa(TokenAttributes& attributes, const EVP_PKEY* key) {
  attributes.add_number(CKA_KEY_TYPE, CKK_RSA);
  const std::pair<CK_ATTRIBUTE_TYPE, const char*> parts[] = {{CKA_MODULUS, OSSL_PKEY_PARAM_RSA_N},
                                                             {CKA_PUBLIC_EXPONENT, OSSL_PKEY_PARAM_RSA_E},
                                                             {CKA_PRIVATE_EXPONENT, OSSL_PKEY_PARAM_RSA_D},
                                                             {CKA_PRIME_1, OSSL_PKEY_PARAM_RSA_FACTOR1},
                                                             {CKA_PRIME_2, OSSL_PKEY_PARAM_RSA_FACTOR2},
                                                             {CKA_EXPONENT_1, OSSL_PKEY_PARAM_RSA_EXPONENT1},
                                                             {CKA_EXPONENT_2, OSSL_PKEY_PARAM_RSA_EXPONENT2},
                                                             {CKA_COEFFICIENT, OSSL_PKEY_PARAM_RSA_COEFFICIENT1}};
  for (const auto& [type, name] : parts) {
    const pki::Secret value = number(key, name);
    if (!value.empty()) attributes.add(type, value.reveal());
  }
}

}  // namespace

std::string key_id(const pki::Certificate& certificate) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  X509_pubkey_digest(pki::NativeAccess::native(certificate), EVP_sha1(), digest, &size);
  return {reinterpret_cast<const char*>(digest), size};
}

Result<TokenAttributes> key_attributes(const pki::PrivateKey& key) {
  const EVP_PKEY* const native = pki::NativeAccess::native(key);
  TokenAttributes attributes;
  attributes.add_number(CKA_CLASS, CKO_PRIVATE_KEY);
  if (EVP_PKEY_is_a(native, "RSA") == 1) {
    add_rsa(attributes, native);
  } else if (EVP_PKEY_is_a(native, "EC") == 1 && !curve_of(native).empty()) {
    attributes.add_number(CKA_KEY_TYPE, CKK_EC);
    attributes.add(CKA_EC_PARAMS, curve_of(native));
    attributes.add(CKA_VALUE, number(native, OSSL_PKEY_PARAM_PRIV_KEY, (EVP_PKEY_get_bits(native) + 7) / 8).reveal());
  } else {
    ERR_clear_error();
    return Error(Errc::kStoreUnsupported,
                 "a token takes RSA keys and keys on a named elliptic curve, and this one is neither",
                 "ask for a P-256 or RSA key, or keep the certificate in a folder");
  }
  attributes.add_flag(CKA_TOKEN, true).add_flag(CKA_PRIVATE, true).add_flag(CKA_SENSITIVE, true);
  attributes.add_flag(CKA_EXTRACTABLE, false).add_flag(CKA_SIGN, true);
  return attributes;
}

TokenAttributes certificate_attributes(const pki::Certificate& certificate) {
  const X509* const native = pki::NativeAccess::native(certificate);
  TokenAttributes attributes;
  attributes.add_number(CKA_CLASS, CKO_CERTIFICATE).add_number(CKA_CERTIFICATE_TYPE, CKC_X_509);
  attributes.add_flag(CKA_TOKEN, true).add_flag(CKA_PRIVATE, false);
  attributes.add(CKA_SUBJECT, der_of(X509_get_subject_name(native), i2d_X509_NAME));
  attributes.add(CKA_ISSUER, der_of(X509_get_issuer_name(native), i2d_X509_NAME));
  attributes.add(CKA_SERIAL_NUMBER, der_of(X509_get0_serialNumber(native), i2d_ASN1_INTEGER));
  attributes.add(CKA_VALUE, pki::as_text(certificate.der()));
  return attributes;
}

std::optional<pki::PrivateKey> key_in(const Token& token, std::string_view id, const pki::Certificate& certificate) {
  std::optional<pki::PrivateKey> found;
  token.module().each_key(token.slot(), [&](PKCS11_KEY& key) {
    if (std::string_view(reinterpret_cast<const char*>(key.id), key.id_len) != id) return false;
    pki::PKey native(PKCS11_get_private_key(&key));
    if (!native) return false;
    auto wrapped = pki::NativeAccess::wrap(std::move(native));
    if (!wrapped || !certificate.matches(*wrapped)) return false;
    found = *std::move(wrapped);
    return true;
  });
  ERR_clear_error();
  return found;
}

}  // namespace orcamo::client

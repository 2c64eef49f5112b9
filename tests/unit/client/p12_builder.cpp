#include "p12_builder.hpp"

#include <openssl/provider.h>

#include "der.hpp"
#include "orcamo/pki/openssl/handles.hpp"

namespace orcamo::testing {
namespace {

constexpr const char* kSafeContentsBag = "1.2.840.113549.1.12.10.1.6";

// old_and_new has RC2 and its like beside what everybody has, for this file alone.
OSSL_LIB_CTX* old_and_new() {
  static OSSL_LIB_CTX* const library = [] {
    OSSL_LIB_CTX* const made = OSSL_LIB_CTX_new();
    OSSL_PROVIDER_load(made, "default");
    OSSL_PROVIDER_load(made, "legacy");
    return made;
  }();
  return library;
}

void add_local_id(PKCS12_SAFEBAG* bag, std::string id) {
  if (id.empty()) return;
  PKCS12_add_localkeyid(bag, reinterpret_cast<unsigned char*>(id.data()), static_cast<int>(id.size()));
}

void add_friendly_name(PKCS12_SAFEBAG* bag, const std::string& name) {
  if (!name.empty()) PKCS12_add_friendlyname_utf8(bag, name.data(), static_cast<int>(name.size()));
}

pki::SafeBags bags_of(const P12Parts& parts, const std::optional<std::string>& key_password) {
  STACK_OF(PKCS12_SAFEBAG)* bags = nullptr;
  for (const P12Parts::Key& each : parts.keys) {
    EVP_PKEY* key = pki::NativeAccess::native(each.key);
    add_local_id(PKCS12_add_key_ex(&bags, key, 0, 1, key_password ? NID_aes_256_cbc : -1,
                                   key_password ? key_password->c_str() : nullptr, nullptr, nullptr),
                 each.local_id);
  }
  for (const P12Parts::Certificate& each : parts.certificates) {
    PKCS12_SAFEBAG* bag = PKCS12_add_cert(&bags, pki::NativeAccess::native(each.certificate));
    add_local_id(bag, each.local_id);
    add_friendly_name(bag, each.friendly_name);
  }
  return pki::SafeBags(bags);
}

pki::SafeBags nested(const pki::SafeBags& bags, int depth) {
  const ASN1_ITEM* type = ASN1_ITEM_rptr(PKCS12_SAFEBAGS);
  const auto* value = reinterpret_cast<const ASN1_VALUE*>(bags.get());
  unsigned char* der = nullptr;
  const int size = ASN1_item_i2d(value, &der, type);
  pki::Bytes safe(der, der + size);
  OPENSSL_free(der);
  for (int i = 0; i < depth; ++i) {
    safe = der::sequence({der::sequence({der::oid(kSafeContentsBag), der::explicitly(0, safe)})});
  }
  const unsigned char* at = safe.data();
  return pki::SafeBags(
      reinterpret_cast<STACK_OF(PKCS12_SAFEBAG)*>(ASN1_item_d2i(nullptr, &at, static_cast<long>(safe.size()), type)));
}

void add_mac(PKCS12* p12, const std::string& password, const P12Making& making) {
  const EVP_MD* digest = EVP_get_digestbyname(std::string(making.mac_digest).c_str());
  PKCS12_set_mac(p12, making.has_password ? password.data() : nullptr, static_cast<int>(password.size()), nullptr, 0,
                 making.iterations, digest);
  const X509_ALGOR* algorithm = nullptr;
  const ASN1_INTEGER* count = nullptr;
  PKCS12_get0_mac(nullptr, &algorithm, nullptr, &count, p12);
  if (making.stated_iterations) ASN1_INTEGER_set(const_cast<ASN1_INTEGER*>(count), *making.stated_iterations);
  if (making.mac_oid.empty()) return;
  X509_ALGOR_set0(const_cast<X509_ALGOR*>(algorithm), OBJ_txt2obj(std::string(making.mac_oid).c_str(), 1), V_ASN1_NULL,
                  nullptr);
}

template <class Value>
pki::Bytes encoded(const Value* value, const ASN1_ITEM* type) {
  unsigned char* der = nullptr;
  const int size = ASN1_item_i2d(reinterpret_cast<const ASN1_VALUE*>(value), &der, type);
  pki::Bytes copy(der, der + size);
  OPENSSL_free(der);
  return copy;
}

// with_pbmac1 puts the whole file together by hand (RFC 9579, 4): OpenSSL 3.0 knows no such MAC.
pki::Bytes with_pbmac1(const pki::Pkcs7Stack& safes, std::string_view password, const Pbmac1Making& making) {
  const pki::Bytes content = encoded(safes.get(), ASN1_ITEM_rptr(PKCS12_AUTHSAFES));
  const pki::Bytes salt(16, 0x3c);
  const EVP_MD* digest = EVP_get_digestbyname(std::string(making.digest).c_str());
  const EVP_MD* derivation = EVP_get_digestbyname(std::string(making.derivation).c_str());
  const std::string typed = making.password.value_or(std::string(password));
  pki::Bytes key(static_cast<std::size_t>(making.key_size.value_or(32)));
  PKCS5_PBKDF2_HMAC(typed.data(), static_cast<int>(typed.size()), salt.data(), static_cast<int>(salt.size()),
                    making.iterations, derivation, static_cast<int>(key.size()), key.data());
  pki::Bytes mac(EVP_MAX_MD_SIZE);
  std::size_t size = 0;
  EVP_Q_mac(nullptr, "HMAC", nullptr, EVP_MD_get0_name(digest), nullptr, key.data(), key.size(), content.data(),
            content.size(), mac.data(), mac.size(), &size);
  mac.resize(size);

  const auto hmac = [](std::string_view name) {
    const char* const number = name == "SHA512" ? "11" : name == "SHA384" ? "10" : name == "SHA256" ? "9" : "7";
    return der::sequence({der::oid(std::string("1.2.840.113549.2.") + number), der::null()});
  };
  const pki::Bytes terms = der::sequence(
      {der::oid("1.2.840.113549.1.5.12"),
       der::sequence({der::octets(salt), der::integer(making.stated_iterations.value_or(making.iterations)),
                      making.key_size ? der::integer(*making.key_size) : pki::Bytes(), hmac(making.derivation)})});
  const pki::Bytes algorithm =
      der::sequence({der::oid("1.2.840.113549.1.5.14"), der::sequence({terms, hmac(making.digest)})});
  return der::sequence(
      {der::integer(3), der::sequence({der::oid("1.2.840.113549.1.7.1"), der::explicitly(0, der::octets(content))}),
       der::sequence({der::sequence({algorithm, der::octets(mac)}), der::octets(pki::Bytes(8, 0)), der::integer(1)})});
}

}  // namespace

pki::Bytes build_p12(const P12Parts& parts, std::string_view password, const P12Making& making) {
  const std::string usual(password);
  pki::SafeBags bags = bags_of(parts, making.key_password);
  if (making.nesting != 0) bags = nested(bags, making.nesting);
  const std::string encryption_password = making.encryption_password.value_or(usual);
  STACK_OF(PKCS7)* safes = nullptr;
  PKCS12_add_safe_ex(&safes, bags.get(), making.encryption.value_or(-1), making.iterations,
                     making.has_password ? encryption_password.c_str() : nullptr, old_and_new(), nullptr);
  const pki::Pkcs7Stack owned_safes(safes);
  if (making.pbmac1) return with_pbmac1(owned_safes, password, *making.pbmac1);
  const pki::Pkcs12 p12(PKCS12_add_safes(safes, 0));
  if (making.has_mac) add_mac(p12.get(), making.mac_password.value_or(usual), making);

  pki::Bytes file(static_cast<std::size_t>(i2d_PKCS12(p12.get(), nullptr)));
  unsigned char* at = file.data();
  i2d_PKCS12(p12.get(), &at);
  return file;
}

}  // namespace orcamo::testing

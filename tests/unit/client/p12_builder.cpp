#include "p12_builder.hpp"

#include "orcamo/pki/openssl/handles.hpp"

namespace orcamo::testing {
namespace {

void add_local_id(PKCS12_SAFEBAG* bag, std::string id) {
  if (id.empty()) return;
  PKCS12_add_localkeyid(bag, reinterpret_cast<unsigned char*>(id.data()), static_cast<int>(id.size()));
}

}  // namespace

pki::Bytes build_p12(const P12Parts& parts, std::string_view password) {
  STACK_OF(PKCS12_SAFEBAG)* bags = nullptr;
  for (const P12Parts::Key& each : parts.keys) {
    EVP_PKEY* key = pki::NativeAccess::native(each.key);
    add_local_id(PKCS12_add_key_ex(&bags, key, 0, 1, -1, nullptr, nullptr, nullptr), each.local_id);
  }
  for (const P12Parts::Certificate& each : parts.certificates) {
    X509* certificate = pki::NativeAccess::native(each.certificate);
    add_local_id(PKCS12_add_cert(&bags, certificate), each.local_id);
  }
  const pki::SafeBags owned_bags(bags);
  STACK_OF(PKCS7)* safes = nullptr;
  PKCS12_add_safe(&safes, bags, -1, 1, nullptr);
  const pki::Pkcs7Stack owned_safes(safes);
  const pki::Pkcs12 p12(PKCS12_add_safes(safes, 0));
  PKCS12_set_mac(p12.get(), password.data(), static_cast<int>(password.size()), nullptr, 0, 1, EVP_sha256());

  pki::Bytes file(static_cast<std::size_t>(i2d_PKCS12(p12.get(), nullptr)));
  unsigned char* at = file.data();
  i2d_PKCS12(p12.get(), &at);
  return file;
}

}  // namespace orcamo::testing

#include "orcamo/client/open_store.hpp"

#include <string>
#include <utility>

#include "orcamo/client/directory_store.hpp"
#include "orcamo/client/nss_store.hpp"
#include "orcamo/client/pem_store.hpp"
#include "orcamo/client/pkcs11_store.hpp"
#include "store/store_name.hpp"

namespace orcamo::client {
namespace {

// in_place hands a store on as what it is for callers.
template <class Store>
pki::Result<std::unique_ptr<CertificateStore>> in_place(pki::Result<Store> store) {
  if (!store) return store.error();
  return std::unique_ptr<CertificateStore>(std::make_unique<Store>(*std::move(store)));
}

}  // namespace

pki::Result<std::unique_ptr<CertificateStore>> open_store(std::string_view name, const StoreOptions& options) {
  using Kind = StoreName::Kind;
  const StoreName parts = parse_store_name(name);
  if (parts.rest.empty() && parts.kind != Kind::kPkcs11) {
    return pki::Error(pki::Errc::kUsage, "the store \"" + std::string(name) + "\" names no folder",
                      "name one, such as nss:/home/clinic/.pki/nssdb");
  }
  if (parts.kind == Kind::kPem) return in_place(PemStore::open(parts.rest, options.linkage));
  if (parts.kind == Kind::kNss) return in_place(NssStore::open(parts.rest, options.pin_file));
  if (parts.kind == Kind::kPkcs11) return in_place(Pkcs11Store::open(name, options.pin_file));
  return in_place(DirectoryStore::open(std::filesystem::path(name), options.linkage));
}

}  // namespace orcamo::client

#include "orcamo/client/open_store.hpp"

#include <array>
#include <string>
#include <utility>

#include "orcamo/client/directory_store.hpp"
#include "orcamo/client/pem_store.hpp"

namespace orcamo::client {
namespace {

constexpr std::string_view kPem = "pem:";

// Names that begin so are of kinds that this build does not have. A folder of such a name is written ./nss:…
constexpr std::array kNotHere = {std::string_view("nss:"), std::string_view("pkcs11:")};

// in_place hands a store on as what it is for callers.
template <class Store>
pki::Result<std::unique_ptr<CertificateStore>> in_place(pki::Result<Store> store) {
  if (!store) return store.error();
  return std::unique_ptr<CertificateStore>(std::make_unique<Store>(*std::move(store)));
}

}  // namespace

pki::Result<std::unique_ptr<CertificateStore>> open_store(std::string_view name, const StoreOptions& options) {
  for (const std::string_view kind : kNotHere) {
    if (!name.starts_with(kind)) continue;
    return pki::Error(pki::Errc::kStoreUnsupported,
                      "this orcamo-renew is built without stores of the kind " + std::string(kind),
                      "use a folder as the store");
  }
  if (name.starts_with(kPem)) return in_place(PemStore::open(name.substr(kPem.size()), options.linkage));
  return in_place(DirectoryStore::open(std::filesystem::path(name), options.linkage));
}

}  // namespace orcamo::client

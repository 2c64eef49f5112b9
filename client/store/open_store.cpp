#include "orcamo/client/open_store.hpp"

#include <string>
#include <utility>

#include "orcamo/client/directory_store.hpp"
#include "orcamo/client/nss_store.hpp"
#include "orcamo/client/pem_store.hpp"
#include "orcamo/client/pkcs11_store.hpp"

namespace orcamo::client {
namespace {

// A folder of such a name is written ./pem:…
constexpr std::string_view kPem = "pem:";
constexpr std::string_view kNss = "nss:";
constexpr std::string_view kPkcs11 = "pkcs11:";

// in_place hands a store on as what it is for callers.
template <class Store>
pki::Result<std::unique_ptr<CertificateStore>> in_place(pki::Result<Store> store) {
  if (!store) return store.error();
  return std::unique_ptr<CertificateStore>(std::make_unique<Store>(*std::move(store)));
}

}  // namespace

pki::Result<std::unique_ptr<CertificateStore>> open_store(std::string_view name, const StoreOptions& options) {
  if (name == kPem || name == kNss || name.empty()) {
    return pki::Error(pki::Errc::kUsage, "the store \"" + std::string(name) + "\" names no folder",
                      "name one, such as nss:/home/clinic/.pki/nssdb");
  }
  if (name.starts_with(kPem)) return in_place(PemStore::open(name.substr(kPem.size()), options.linkage));
  if (name.starts_with(kNss)) return in_place(NssStore::open(name.substr(kNss.size()), options.pin_file));
  if (name.starts_with(kPkcs11)) return in_place(Pkcs11Store::open(name, options.pin_file));
  return in_place(DirectoryStore::open(std::filesystem::path(name), options.linkage));
}

}  // namespace orcamo::client

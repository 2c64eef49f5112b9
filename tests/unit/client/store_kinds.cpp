#include "store_kinds.hpp"

#include <utility>

#include "orcamo/client/directory_store.hpp"
#include "orcamo/client/open_store.hpp"
#include "orcamo/client/pem_store.hpp"
#include "orcamo/testing/memory_store.hpp"

namespace orcamo::testing {
namespace {

namespace fs = std::filesystem;

template <class Store>
pki::Result<std::unique_ptr<client::CertificateStore>> open_folder(const fs::path& place, client::FileSystem& files) {
  auto store = Store::open(place, client::Linkage::kNo, files, std::chrono::milliseconds(0));
  if (!store) return store.error();
  return std::unique_ptr<client::CertificateStore>(std::make_unique<Store>(*std::move(store)));
}

}  // namespace

std::vector<StoreKind> store_kinds() {
  return {
      {"Memory", Lives::kInMemory, ".p12", [](const fs::path&) { return std::make_unique<MemoryStore>(); }},
      {"Directory", Lives::kOnDisk, ".p12", [](const fs::path& place) { return *client::open_store(place.string()); }},
      {"Pem", Lives::kOnDisk, ".crt",
       [](const fs::path& place) { return *client::open_store("pem:" + place.string()); }},
  };
}

std::vector<FolderKind> folder_kinds() {
  return {
      {"Directory", ".p12", ".password.txt", open_folder<client::DirectoryStore>},
      {"Pem", ".crt", ".key", open_folder<client::PemStore>},
  };
}

}  // namespace orcamo::testing

#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "orcamo/client/certificate_store.hpp"
#include "store/file_system.hpp"

// The kinds of stores that the contract of CertificateStore is checked against.
namespace orcamo::testing {

enum class Lives { kInMemory, kOnDisk };

struct StoreKind {
  std::string name;
  Lives lives;
  std::string entry_ending;  // of a listed file name; that of an arrival is .p12

  // opens the store in `place`, a folder of the test's own that need not be there.
  std::function<std::unique_ptr<client::CertificateStore>(const std::filesystem::path& place)> open;
};
inline void PrintTo(const StoreKind& kind, std::ostream* out) { *out << kind.name; }

// store_kinds is all of them.
std::vector<StoreKind> store_kinds();

// FolderKind is a kind that is one folder of pairs of files, on whatever file system; its lock is not waited for.
struct FolderKind {
  std::string name;
  std::string entry_ending;
  std::string beside_ending;
  std::function<pki::Result<std::unique_ptr<client::CertificateStore>>(const std::filesystem::path& place,
                                                                       client::FileSystem& files)>
      open;
};
inline void PrintTo(const FolderKind& kind, std::ostream* out) { *out << kind.name; }

std::vector<FolderKind> folder_kinds();

}  // namespace orcamo::testing

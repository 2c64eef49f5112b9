#include "cli/journal_folder.hpp"

#include "store/state_folder.hpp"

namespace orcamo::client {
namespace fs = std::filesystem;

fs::path journal_folder(std::string_view store) {
  constexpr std::string_view kPem = "pem:";
  if (store.starts_with("nss:") || store.starts_with("pkcs11:")) return state_folder();
  if (store.starts_with(kPem)) store.remove_prefix(kPem.size());
  return fs::path(store) / kJournalInStore;
}

fs::path journal_of(const Options& options) {
  return options.journal.value_or(journal_folder(options.store->string()));
}

}  // namespace orcamo::client

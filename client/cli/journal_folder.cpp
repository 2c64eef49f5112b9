#include "cli/journal_folder.hpp"

#include "store/state_folder.hpp"
#include "store/store_name.hpp"

namespace orcamo::client {
namespace fs = std::filesystem;

fs::path journal_folder(std::string_view store) {
  const StoreName name = parse_store_name(store);
  if (!name.has_files()) return state_folder();
  return fs::path(name.rest) / kJournalInStore;
}

fs::path journal_of(const Options& options) {
  return options.journal.value_or(journal_folder(options.store->string()));
}

}  // namespace orcamo::client

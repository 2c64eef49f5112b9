#include "cli/journal_folder.hpp"

#include <cstdlib>

namespace orcamo::client {
namespace {

namespace fs = std::filesystem;

// The XDG Base Directory Specification: a path that is not absolute is as good as none.
fs::path state_home() {
  const char* const state = std::getenv("XDG_STATE_HOME");
  if (state != nullptr && *state == '/') return state;
  const char* const home = std::getenv("HOME");
  return fs::path(home == nullptr ? "" : home) / ".local" / "state";
}

}  // namespace

fs::path journal_folder(std::string_view store) {
  constexpr std::string_view kPem = "pem:";
  if (store.starts_with("nss:") || store.starts_with("pkcs11:")) return state_home() / "orcamo-renew";
  if (store.starts_with(kPem)) store.remove_prefix(kPem.size());
  return fs::path(store) / kJournalInStore;
}

}  // namespace orcamo::client

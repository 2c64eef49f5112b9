#pragma once
#include <filesystem>
#include <string_view>

#include "cli/options.hpp"

namespace orcamo::client {

inline constexpr std::string_view kJournalInStore = ".renewal";

// journal_folder is where the records of a store's interrupted renewals are: in the store itself where that is a
// folder, else (nss:, pkcs11:) in ${XDG_STATE_HOME:-$HOME/.local/state}/orcamo-renew.
std::filesystem::path journal_folder(std::string_view store);

// journal_of is where --journal, or else --store, has them.
std::filesystem::path journal_of(const Options& options);

}  // namespace orcamo::client

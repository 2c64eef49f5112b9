#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "cli/messages.hpp"
#include "orcamo/client/password_file.hpp"
#include "orcamo/client/password_repair.hpp"

namespace orcamo::client {

// password_notes are what people are told about a password that was read from `path` all the same, a sentence each:
// that it was not taken as it was saved, that everyone can read it. Nothing in them tells the password.
std::vector<std::string> password_notes(Language language, const std::filesystem::path& path, Exposure exposure,
                                        const std::vector<PasswordRepair>& repairs);

}  // namespace orcamo::client

#pragma once
#include <filesystem>

#include "orcamo/pki/result.hpp"
#include "orcamo/pki/secret.hpp"

namespace orcamo::mock {

// read_chosen_password reads the password that a .p12 is to have: the first line of a UTF-8 file, its byte order mark
// and its line end not counted; "-" is standard input. An empty file is the empty password; any other is one that the
// password file of the .p12 can hold. Fails with kPasswordFileUnreadable, kPasswordFileUndecodable, and with
// kPasswordFileEmpty where the first line alone is empty.
pki::Result<pki::Secret> read_chosen_password(const std::filesystem::path& path);

}  // namespace orcamo::mock

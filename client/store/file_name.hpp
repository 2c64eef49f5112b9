#pragma once
#include <string>
#include <string_view>

#include "orcamo/pki/result.hpp"

namespace orcamo::client {

inline constexpr std::string_view kP12Ending = ".p12";
inline constexpr std::string_view kPasswordEnding = ".password.txt";  // of the file beside it, in the other's place

// check_file_name accepts a plain name that ends in .p12, as a server announces one: no folder in it, not hidden, no
// control characters (C0, DEL, C1), UTF-8, at most 200 octets. Fails with kStoreNameUnsafe.
pki::Result<void> check_file_name(std::string_view name);

// password_file_name is the name beside it: a.p12 has a.password.txt.
std::string password_file_name(std::string_view p12_name);

}  // namespace orcamo::client

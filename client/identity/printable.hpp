#pragma once
#include <cstddef>
#include <string>
#include <string_view>

// Text that others wrote, made fit to be shown: by a server, in a certificate, in a file name.
namespace orcamo::client {

// printable is `foreign` as one line of UTF-8 that no terminal obeys: control characters (C0, DEL, C1) and those that
// turn the direction of writing are gone, white space is one space, octets that are no UTF-8 are question marks.
std::string printable(std::string_view foreign);

// excerpt is the beginning of that, of about `most` octets, with "..." where there is more.
std::string excerpt(std::string_view foreign, std::size_t most);

// quoted is an excerpt in quotation marks.
std::string quoted(std::string_view foreign, std::size_t most);

}  // namespace orcamo::client

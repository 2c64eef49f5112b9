#pragma once
#include <string>
#include <string_view>

namespace orcamo::mock {

// utf16 is UTF-8 text in UTF-16LE behind a byte order mark, as Windows programs save it. An octet that is no UTF-8
// becomes the character of its number.
std::string utf16(std::string_view text);

}  // namespace orcamo::mock

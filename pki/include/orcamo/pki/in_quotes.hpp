#pragma once
#include <string>
#include <string_view>

namespace orcamo::pki {

// shown is `foreign` fit to stand in a sentence: the beginning of it, at most 80 octets with "..." behind them where
// there is more, on one line. Control characters and octets that are no UTF-8 are question marks.
std::string shown(std::string_view foreign);

// in_quotes is that in quotation marks.
std::string in_quotes(std::string_view foreign);

// on_one_line is the whole of `foreign`, fit likewise: for messages with file names and arguments in them.
std::string on_one_line(std::string_view foreign);

}  // namespace orcamo::pki

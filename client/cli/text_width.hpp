#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace orcamo::client {

// text_width counts the columns that `text` takes on a terminal: two for wide characters (East Asian Width W and F,
// Unicode Standard Annex 11), none for marks that join the one before, one for everything else.
std::size_t text_width(std::string_view text) noexcept;

// padded is `text` with blanks behind it, `columns` wide; longer text stays as it is.
std::string padded(std::string text, std::size_t columns);

// clipped is as much of `text` as fits into `columns`, with "…" (or "..." in ASCII) in the place of the rest.
std::string clipped(std::string_view text, std::size_t columns, std::string_view rest);

}  // namespace orcamo::client

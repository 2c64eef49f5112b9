#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/language.hpp"

// docs/reference/errors.md and errors.ja.md, which are part of the program: what `explain` says is what they say.
namespace orcamo::client {

struct ErrorEntry {
  std::string_view code;
  std::string meaning;
  std::string advice;
};

// error_entry is the row of `code`; unset where the page has none.
std::optional<ErrorEntry> error_entry(Language language, std::string_view code);

// error_codes are all, in the order of the page.
std::vector<std::string_view> error_codes();

}  // namespace orcamo::client

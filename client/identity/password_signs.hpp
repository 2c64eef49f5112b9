#pragma once
#include <optional>
#include <string_view>

#include "orcamo/client/password_repair.hpp"

namespace orcamo::client {

// PasswordSign is a character that a program puts where a person typed ASCII.
struct PasswordSign {
  std::string_view name;  // in plain English, with its code point where that does not tell a letter of the password
  std::string_view typed;
  PasswordRepair repair;
};

// find_sign looks `point` up. Unset: it is what it seems. The text of `typed` lives as long as the program.
std::optional<PasswordSign> find_sign(char32_t point) noexcept;

}  // namespace orcamo::client

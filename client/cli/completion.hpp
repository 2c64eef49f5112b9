#pragma once
#include <string>
#include <string_view>

#include "cli/language.hpp"

namespace orcamo::client {

// completion_script is what bash, zsh or fish reads to complete orcamo-renew: made of the parser's own options, so that
// it knows exactly what the program takes.
std::string completion_script(std::string_view shell, Language language);

}  // namespace orcamo::client

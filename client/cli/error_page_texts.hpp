#pragma once
#include <string_view>

namespace orcamo::client {

extern const std::string_view kErrorPage;          // docs/reference/errors.md
extern const std::string_view kErrorPageJapanese;  // docs/reference/errors.ja.md

}  // namespace orcamo::client

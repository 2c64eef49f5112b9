#pragma once
#include <string_view>

namespace orcamo::mock::pages {

// Templates in mustache; `head` and `foot` are partials of the others.
extern const std::string_view kHead;
extern const std::string_view kFoot;
extern const std::string_view kLogin;
extern const std::string_view kMain;
extern const std::string_view kConsole;

// Served as they are.
extern const std::string_view kStylesheet;
extern const std::string_view kCopyScript;
extern const std::string_view kOpenapi;  // docs/reference/openapi.json

}  // namespace orcamo::mock::pages

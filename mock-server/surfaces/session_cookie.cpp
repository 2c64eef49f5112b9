#include "surfaces/session_cookie.hpp"

namespace orcamo::mock {
namespace {

constexpr std::string_view kName = "orcamo_session";
constexpr std::string_view kAttributes = "; Path=/; HttpOnly; Secure; SameSite=Strict";

}  // namespace

std::string_view session_of(const Request& request) {
  auto rest = header(request.headers, "Cookie");
  while (!rest.empty()) {
    const auto end = rest.find(';');
    auto pair = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    while (pair.starts_with(' ')) pair.remove_prefix(1);
    const auto equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == kName) return pair.substr(equals + 1);
  }
  return {};
}

std::string session_cookie(std::string_view session) {
  return std::string(kName) + "=" + std::string(session) + std::string(kAttributes);
}

std::string no_session_cookie() { return session_cookie("") + "; Max-Age=0"; }

}  // namespace orcamo::mock

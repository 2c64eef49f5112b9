#include "surfaces/basic_auth.hpp"

#include <algorithm>
#include <string_view>

#include "surfaces/base64.hpp"
#include "surfaces/problem.hpp"

namespace orcamo::mock {
namespace {

bool is_basic(std::string_view scheme) {
  constexpr std::string_view kName = "basic ";
  return std::equal(scheme.begin(), scheme.end(), kName.begin(), kName.end(),
                    [](char a, char b) { return (a | 0x20) == b; });
}

}  // namespace

BasicCredentials basic_credentials(const Request& request) {
  const auto field = header(request.headers, "Authorization");
  if (!is_basic(field.substr(0, 6))) return {};
  const auto pair = decode_base64(field.substr(6));
  const auto colon = pair ? pair->find(':') : std::string::npos;
  if (colon == std::string::npos) return {};
  return {pair->substr(0, colon), pair->substr(colon + 1)};
}

Response unauthorized(const pki::Error& error) {
  auto response = problem(error);
  response.headers.emplace_back("Www-Authenticate", "basic realm=Restricted");
  return response;
}

}  // namespace orcamo::mock

#include "surfaces/host.hpp"

#include <algorithm>

namespace orcamo::mock {
namespace {

constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kHostCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_:[]";

}  // namespace

pki::Result<std::string> own_url(const Request& request, std::string_view path) {
  const auto host = header(request.headers, "Host");
  if (host.empty() || host.find_first_not_of(kHostCharacters) != std::string_view::npos) {
    return pki::Error(pki::Errc::kRequestMalformed, "the Host header is missing or not a host name",
                      "send Host: as in the URL, for example localhost:8443");
  }
  return "https://" + std::string(host) + std::string(path);
}

std::string host_name(std::string_view host) {
  std::string name(host);
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  if (const auto colon = name.rfind(':'); colon != std::string::npos &&
                                          name.find_first_not_of(kDigits, colon + 1) == std::string::npos &&
                                          (name.front() != '[' || name[colon - 1] == ']')) {
    name.resize(colon);
  }
  return name;
}

bool is_loopback_name(std::string_view name) {
  return name == "localhost" || name.ends_with(".localhost") || name == "[::1]" ||
         (is_address(name) && name.starts_with("127."));
}

bool is_address(std::string_view name) {
  const bool is_ipv4 = !name.empty() && name.find_first_not_of("0123456789.") == std::string_view::npos;
  return is_ipv4 || (name.starts_with('[') && name.ends_with(']'));
}

}  // namespace orcamo::mock

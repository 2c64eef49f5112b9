#include "surfaces/admin_guard.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "surfaces/host.hpp"
#include "surfaces/problem.hpp"

namespace orcamo::mock {
namespace {

using pki::Errc;
using pki::Error;

constexpr std::string_view kScheme = "http://";

// The origin of a URL: http://localhost:9000/page is of http://localhost:9000.
std::string_view origin_of(std::string_view url) {
  const auto authority = url.find("://");
  return authority == std::string_view::npos ? url : url.substr(0, url.find('/', authority + 3));
}

// other_site is the site of the page that a browser asks for, as far as its headers tell; empty where it is the admin
// API itself, or no page at all. Programs send none of these headers.
std::string other_site(const Request& request, std::string_view host) {
  const auto own = std::string(kScheme) + std::string(host);
  const auto origin = header(request.headers, "Origin");
  if (!origin.empty()) return origin == own ? "" : std::string(origin);
  // Without an Origin come pages' images, scripts, frames and links (Fetch Metadata Request Headers, section 2.3).
  const auto site = header(request.headers, "Sec-Fetch-Site");
  if (!site.empty()) return site == "same-origin" || site == "none" ? "" : std::string(site);
  // Browsers that know no such header: Safari before 16.4.
  const auto referer = origin_of(header(request.headers, "Referer"));
  return referer == own ? "" : std::string(referer);
}

// bearer_token is what stands behind the scheme; empty where there is none (RFC 6750, section 2.1).
std::string_view bearer_token(const Request& request) {
  constexpr std::string_view kBearer = "bearer ";
  const auto field = header(request.headers, "Authorization");
  const auto scheme = field.substr(0, kBearer.size());
  const bool is_bearer = std::equal(scheme.begin(), scheme.end(), kBearer.begin(), kBearer.end(),
                                    [](char a, char b) { return (a | 0x20) == b; });
  return is_bearer ? field.substr(kBearer.size()) : std::string_view();
}

Response challenge(const Error& error) {
  auto response = problem(error);
  std::string scheme = R"(Bearer realm="orcamo-mock")";
  if (error.code() == Errc::kTokenRefused) scheme += R"(, error="invalid_token")";
  response.headers.emplace_back("WWW-Authenticate", std::move(scheme));
  return response;
}

}  // namespace

std::optional<Response> AdminGuard::refusal(const Request& request, Demand demand) const {
  if (const auto error = stranger(request)) return problem(*error);
  if (demand == Demand::kNothing) return std::nullopt;
  if (const auto error = unproven(request)) return challenge(*error);
  return std::nullopt;
}

std::optional<Error> AdminGuard::stranger(const Request& request) const {
  const auto host = header(request.headers, "Host");
  const auto name = host_name(host);
  const bool own = is_loopback_name(name) || (access_.any_address && is_address(name)) ||
                   std::find(access_.names.begin(), access_.names.end(), name) != access_.names.end();
  if (!own) {
    return Error(Errc::kForeignCaller, "the admin API was asked under the name \"" + std::string(host) + "\"",
                 "use the URL of the ready line, or localhost or 127.0.0.1 in its place");
  }
  const auto site = other_site(request, host);
  if (site.empty()) return std::nullopt;
  return Error(Errc::kForeignCaller, "the admin API was asked by a page of another site (" + site + ")",
               "call it from a program, not from another site's page");
}

std::optional<Error> AdminGuard::unproven(const Request& request) const {
  if (!access_.token) return std::nullopt;
  const auto token = bearer_token(request);
  if (token.empty()) {
    return Error(Errc::kTokenRequired, "the admin API of this server wants its token",
                 "send Authorization: Bearer with the first line of the server's --admin-token-file");
  }
  if (access_.token->equals(token)) return std::nullopt;
  return Error(Errc::kTokenRefused, "that is not the token of this server's admin API",
               "send the first line of the server's --admin-token-file");
}

}  // namespace orcamo::mock

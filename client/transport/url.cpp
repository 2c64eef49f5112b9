#include "transport/url.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "identity/letters.hpp"
#include "identity/printable.hpp"

namespace orcamo::client {
namespace {

// What a kind of address begins with, and the port where it names none.
struct Scheme {
  std::string_view prefix;
  std::uint16_t port = 0;
  std::string_view example;
};
constexpr Scheme kHttps{"https://", 443, "https://host:port/, for example https://localhost:8443/"};
constexpr Scheme kHttp{"http://", 80, "http://host:port, for example http://proxy.example:8080"};

constexpr std::size_t kLongestName = 253;  // RFC 1035, 2.3.4, as text

bool is_name_character(char c) {
  const char l = lower(c);
  return (l >= 'a' && l <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

bool is_address(int family, const std::string& text) {
  std::array<unsigned char, sizeof(in6_addr)> address;
  return inet_pton(family, text.c_str(), address.data()) == 1;
}

// What may stand in a request target: the characters of RFC 3986 and percent signs.
bool is_target_character(char c) {
  constexpr std::string_view kOthers = "-._~:/?@!$&'()*+,;=%";
  const char l = lower(c);
  return (l >= 'a' && l <= 'z') || (c >= '0' && c <= '9') || kOthers.find(c) != std::string_view::npos;
}

constexpr std::size_t kShown = 120;  // octets: the text may have come from a server

pki::Error malformed(std::string_view text, const Scheme& scheme, std::string_view what) {
  return pki::Error(pki::Errc::kUrlMalformed, "the address " + quoted(text, kShown) + " " + std::string(what),
                    "write it as " + std::string(scheme.example));
}

pki::Result<Url> parse(std::string_view text, const Scheme& scheme) {
  const auto malformed_as = [&](std::string_view what) { return malformed(text, scheme, what); };
  if (text.size() > Url::kMostOctets) return malformed_as("is longer than 8192 octets");
  if (!lower(text.substr(0, scheme.prefix.size())).starts_with(scheme.prefix)) {
    return malformed_as("does not begin with " + std::string(scheme.prefix));
  }
  std::string_view rest = text.substr(scheme.prefix.size());
  rest = rest.substr(0, rest.find('#'));

  const std::size_t authority_end = std::min(rest.find_first_of("/?"), rest.size());
  std::string_view authority = rest.substr(0, authority_end);
  const std::string_view target = rest.substr(authority_end);
  if (authority.find('@') != std::string_view::npos)
    return malformed(std::string(scheme.prefix) + "...", scheme, "carries a user name or password");

  Url url;
  url.port = scheme.port;
  std::string_view port;
  bool has_port = false;
  if (authority.starts_with('[')) {
    const std::size_t close = authority.find(']');
    if (close == std::string_view::npos) return malformed_as("lacks the closing bracket of its IPv6 address");
    url.host = lower(authority.substr(1, close - 1));
    if (!is_address(AF_INET6, url.host)) return malformed_as("has no IPv6 address between its brackets");
    url.host_is_address = true;
    authority.remove_prefix(close + 1);
    if (!authority.empty() && authority.front() != ':') return malformed_as("goes on strangely after its brackets");
    has_port = !authority.empty();
    port = authority.substr(has_port ? 1 : 0);
  } else {
    const std::size_t colon = authority.find(':');
    has_port = colon != std::string_view::npos;
    if (has_port) port = authority.substr(colon + 1);
    std::string_view host = authority.substr(0, colon);
    if (host.ends_with('.')) host.remove_suffix(1);
    if (host.empty()) return malformed_as("has no host name");
    if (host.size() > kLongestName) return malformed_as("has a host name of more than 253 characters");
    if (!std::all_of(host.begin(), host.end(), is_name_character) || host.starts_with('.') ||
        host.find("..") != std::string_view::npos) {
      return malformed_as("has a host name with characters that no host name has");
    }
    url.host = lower(host);
    url.host_is_address = is_address(AF_INET, url.host);
  }

  if (has_port) {
    const auto [end, code] = std::from_chars(port.data(), port.data() + port.size(), url.port);
    if (code != std::errc() || end != port.data() + port.size() || url.port == 0) {
      return malformed_as("has a port that is not a number from 1 to 65535");
    }
  }

  if (!std::all_of(target.begin(), target.end(), is_target_character)) {
    return malformed_as("has characters in its path that must be percent-encoded");
  }
  if (!target.empty()) url.target = target.front() == '/' ? std::string(target) : "/" + std::string(target);
  return url;
}

}  // namespace

std::string Url::endpoint() const {
  const bool ipv6 = host.find(':') != std::string::npos;
  return (ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

std::string Url::authority() const {
  const std::string full = endpoint();
  return port == 443 ? full.substr(0, full.rfind(':')) : full;
}

std::string Url::text() const { return std::string(kHttps.prefix) + authority() + target; }

bool Url::is_localhost() const noexcept { return host == "localhost" || host.ends_with(".localhost"); }

pki::Result<Url> parse_https_url(std::string_view text) { return parse(text, kHttps); }

pki::Result<Url> parse_proxy_url(std::string_view text) {
  auto url = parse(text, kHttp);
  if (url && (url->target != "/" || text.find('#') != std::string_view::npos)) {
    return malformed(text, kHttp, "goes on beyond its host and port");
  }
  return url;
}

}  // namespace orcamo::client

#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "orcamo/pki/result.hpp"

namespace orcamo::client {

// Url is an absolute https URL, or that of a proxy, taken apart (RFC 3986). The fragment is left out: it is never sent.
struct Url {
  static constexpr std::size_t kMostOctets = 8192;  // of one as it is written; RFC 9110, 4.1, wants 8000 at least

  std::string host;              // lower case, without a final dot; an IPv6 address without brackets
  bool host_is_address = false;  // an IPv4 or IPv6 literal
  std::uint16_t port = 443;
  std::string target = "/";  // path and query, as they were written

  std::string endpoint() const;   // host:port, brackets around IPv6: what people and pools call the server
  std::string authority() const;  // for the Host header: the default port is left out (RFC 9110, 7.2)
  std::string text() const;       // https://authority/target

  // localhost and everything below it is this machine, without asking any name server (RFC 6761, 6.3).
  bool is_localhost() const noexcept;
};

// parse_https_url is strict: no user name, no characters that belong percent-encoded, no scheme but https.
// Fails with kUrlMalformed.
pki::Result<Url> parse_https_url(std::string_view text);

// parse_proxy_url reads http://host:port, as strictly; the port is 80 where none is named. Fails with kUrlMalformed.
pki::Result<Url> parse_proxy_url(std::string_view text);

// resolve_url is where `reference`, as a page at `base` has it, leads (RFC 3986, 5.2). What a URL cannot carry is
// percent-encoded, as browsers do. Fails with kUrlMalformed; so does every scheme but https.
pki::Result<Url> resolve_url(const Url& base, std::string_view reference);

}  // namespace orcamo::client

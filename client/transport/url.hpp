#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "orcamo/pki/result.hpp"

namespace orcamo::client {

// Url is an absolute https URL, taken apart (RFC 3986). The fragment is left out: it is never sent.
struct Url {
  std::string host;              // lower case, without a final dot; an IPv6 address without brackets
  bool host_is_address = false;  // an IPv4 or IPv6 literal
  std::uint16_t port = 443;
  std::string target = "/";  // path and query, as they were written

  std::string endpoint() const;   // host:port, brackets around IPv6: what people and pools call the server
  std::string authority() const;  // for the Host header: the default port is left out (RFC 9110, 7.2)

  // localhost and everything below it is this machine, without asking any name server (RFC 6761, 6.3).
  bool is_localhost() const noexcept;
};

// parse_https_url is strict: no user name, no characters that belong percent-encoded, no scheme but https.
// Fails with kUrlMalformed.
pki::Result<Url> parse_https_url(std::string_view text);

}  // namespace orcamo::client

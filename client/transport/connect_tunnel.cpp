#include "transport/connect_tunnel.hpp"

#include <string>

#include "identity/printable.hpp"
#include "transport/basic_authorization.hpp"

namespace orcamo::client {
namespace {

using pki::Errc;
using pki::Error;

constexpr std::size_t kShown = 120;  // octets of what a proxy says

std::string_view advice_for(int status) {
  switch (status) {
    case 407:
      return "give the user name and the password that the proxy wants, or other ones";
    case 502:
    case 503:
    case 504:
      return "check the server's address; if it is right, the proxy's operator has to act, or try again later";
    default:
      return "ask the proxy's operator to let this program reach the server";
  }
}

// status_of reads HTTP/1.x and three digits; 0 where it is anything else.
int status_of(std::string_view line) noexcept {
  constexpr std::string_view kPattern = "HTTP/1.d ddd";
  if (line.size() < kPattern.size()) return 0;
  for (std::size_t i = 0; i < kPattern.size(); ++i) {
    if (kPattern[i] == 'd' ? line[i] < '0' || line[i] > '9' : line[i] != kPattern[i]) return 0;
  }
  if (line.size() > kPattern.size() && line[kPattern.size()] != ' ') return 0;
  return (line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0');
}

}  // namespace

pki::Result<pki::Secret> connect_request(const Url& server, const Proxy& proxy) {
  constexpr std::string_view kHeader = "Proxy-Authorization: ";
  const std::string target = server.endpoint();
  const pki::Secret authorization =
      proxy.credentials == nullptr ? pki::Secret() : basic_authorization(proxy.credentials->reveal());
  if (proxy.credentials != nullptr && proxy.credentials->reveal().find(':') == std::string_view::npos) {
    return Error(Errc::kRequestMalformed, "the credentials for the proxy have no colon",
                 "write them as USER:PASSWORD on one line");
  }
  const std::string opening = "CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n";
  std::string text;
  text.reserve(opening.size() + kHeader.size() + authorization.reveal().size() + 4);
  text += opening;
  if (!authorization.empty()) text.append(kHeader).append(authorization.reveal()).append("\r\n");
  text += "\r\n";
  return pki::Secret::take(text);
}

pki::Result<void> judge_connect_answer(std::string_view head, const Url& server, const Url& proxy) {
  const std::string_view line = head.substr(0, head.find_first_of("\r\n"));
  const int status = status_of(line);
  if (status >= 200 && status < 300) return {};
  if (status == 0) {
    return Error(Errc::kProxyRefused, "what listens at " + proxy.endpoint() + " is no HTTP proxy",
                 "check the proxy's address");
  }
  return Error(Errc::kProxyRefused,
               "the proxy " + proxy.endpoint() + " does not lead to " + server.endpoint() + ": HTTP status " +
                   excerpt(line.substr(9), kShown),
               std::string(advice_for(status)));
}

}  // namespace orcamo::client

#include "transport/request_text.hpp"

#include <algorithm>

namespace orcamo::client {
namespace {

bool is_token(std::string_view text) {
  constexpr std::string_view kOthers = "!#$%&'*+-.^_`|~";  // RFC 9110, 5.6.2
  const auto allowed = [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           kOthers.find(c) != std::string_view::npos;
  };
  return !text.empty() && std::all_of(text.begin(), text.end(), allowed);
}

bool is_header_value(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c == '\t' || (c >= ' ' && c != 0x7f); });
}

}  // namespace

pki::Result<std::string> request_text(const HttpRequest& request, const Url& url) {
  const auto bad = [](const std::string& what) {
    return pki::Error(pki::Errc::kRequestMalformed, "the request cannot be sent: " + what);
  };
  if (!is_token(request.method)) return bad("its method is not one word");
  std::string out = request.method + " " + url.target + " HTTP/1.1\r\nHost: " + url.authority() + "\r\n";
  for (const auto& [name, value] : request.headers) {
    if (!is_token(name)) return bad("a header name has characters that no header name has");
    if (!is_header_value(value)) return bad("the header " + name + " has control characters");
    out += name + ": " + value + "\r\n";
  }
  const bool announces = !request.body.empty() || request.method == "POST" || request.method == "PUT";
  if (announces) out += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
  return out + "Connection: keep-alive\r\n\r\n" + request.body;
}

}  // namespace orcamo::client

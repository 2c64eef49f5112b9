#include "transport/request_text.hpp"

#include <algorithm>
#include <vector>

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

// joined reserves the whole: a text that moves as it grows leaves copies that nobody wipes.
pki::Secret joined(const std::vector<std::string_view>& parts) {
  std::size_t size = 0;
  for (const std::string_view part : parts) size += part.size();
  std::string out;
  out.reserve(size);
  for (const std::string_view part : parts) out += part;
  return pki::Secret::take(out);
}

}  // namespace

pki::Result<pki::Secret> request_text(const HttpRequest& request, const Url& url) {
  const auto bad = [](const std::string& what) {
    return pki::Error(pki::Errc::kRequestMalformed, "the request cannot be sent: " + what);
  };
  if (!is_token(request.method)) return bad("its method is not one word");
  std::vector<std::string_view> parts{request.method, " ", url.target, " HTTP/1.1\r\nHost: "};
  const std::string authority = url.authority();
  parts.push_back(authority);
  parts.emplace_back("\r\n");
  for (const auto& [name, value] : request.headers) {
    if (!is_token(name)) return bad("a header name has characters that no header name has");
    if (!is_header_value(value)) return bad("the header " + name + " has control characters");
    parts.insert(parts.end(), {name, ": ", value, "\r\n"});
  }
  const std::string length = std::to_string(request.body.size());
  const bool announces = !request.body.empty() || request.method == "POST" || request.method == "PUT";
  if (announces) parts.insert(parts.end(), {"Content-Length: ", length, "\r\n"});
  parts.insert(parts.end(), {"Connection: keep-alive\r\n\r\n", request.body});
  return joined(parts);
}

}  // namespace orcamo::client

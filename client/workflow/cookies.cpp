#include "workflow/cookies.hpp"

#include <string_view>

#include "identity/letters.hpp"

namespace orcamo::client {
namespace {

std::string_view trimmed(std::string_view text) noexcept {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

// takes_away tells a cookie whose attributes make it end at once. Expires is how servers did it before there was
// Max-Age: a date of 1970.
bool takes_away(std::string_view attributes) {
  const std::string all = lower(attributes);
  return all.find("max-age=0") != std::string::npos || all.find("max-age=-") != std::string::npos ||
         all.find("jan 1970") != std::string::npos || all.find("jan-1970") != std::string::npos;
}

}  // namespace

void Cookies::take(const Url& url, const HttpResponse& answer) {
  for (const auto& [header_name, value] : answer.headers) {
    if (lower(header_name) != "set-cookie") continue;
    const std::string_view all = value;
    const std::size_t end = all.find(';');
    const std::string_view pair = all.substr(0, end);
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string name(trimmed(pair.substr(0, equals)));
    if (end != std::string_view::npos && takes_away(all.substr(end))) {
      by_host_[url.host].erase(name);
    } else {
      by_host_[url.host][name] = trimmed(pair.substr(equals + 1));
    }
  }
}

std::string Cookies::header(const Url& url) const {
  const auto found = by_host_.find(url.host);
  if (found == by_host_.end()) return {};
  std::string out;
  for (const auto& [name, value] : found->second) out += (out.empty() ? "" : "; ") + name + "=" + value;
  return out;
}

}  // namespace orcamo::client

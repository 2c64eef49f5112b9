#include "net/router.hpp"

#include <algorithm>
#include <cassert>
#include <set>

namespace orcamo::mock {
namespace {

int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// next_segment cuts the first segment off; `rest` loses it and the slash behind it.
std::string_view next_segment(std::string_view& rest, bool& more) noexcept {
  const std::size_t slash = rest.find('/');
  const std::string_view segment = rest.substr(0, slash);
  more = slash != std::string_view::npos;
  rest = more ? rest.substr(slash + 1) : std::string_view{};
  return segment;
}

}  // namespace

bool percent_decode(std::string_view text, std::string& decoded) {
  decoded.clear();
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded.push_back(text[i]);
      continue;
    }
    if (text.size() - i < 3) return false;
    const int high = hex_digit(text[i + 1]);
    const int low = hex_digit(text[i + 2]);
    if (high < 0 || low < 0) return false;
    decoded.push_back(static_cast<char>(high * 16 + low));
    i += 2;
  }
  return true;
}

std::vector<Router::Segment> Router::parse(std::string_view pattern) {
  assert(pattern.starts_with('/'));
  std::vector<Segment> segments;
  std::string_view rest = pattern.substr(1);
  for (bool more = true; more;) {
    const std::string_view text = next_segment(rest, more);
    const std::size_t close = text.find('}');
    if (text == "*" && !more) {
      segments.push_back({Kind::kRest, "*", {}});
    } else if (text.starts_with('{') && close != std::string_view::npos) {
      const std::string_view suffix = text.substr(close + 1);
      segments.push_back({suffix.empty() ? Kind::kParameter : Kind::kParameterWithSuffix,
                          std::string(text.substr(1, close - 1)), std::string(suffix)});
    } else {
      segments.push_back({Kind::kLiteral, {}, std::string(text)});
    }
  }
  return segments;
}

bool Router::fits(const std::vector<Segment>& pattern, std::string_view path, PathParameters& parameters) {
  if (!path.starts_with('/')) return false;
  std::string_view rest = path.substr(1);
  std::string text;
  bool more = true;
  for (const Segment& segment : pattern) {
    if (!more) return false;
    if (segment.kind == Kind::kRest) {
      parameters[segment.name] = std::string(rest);
      return true;
    }
    if (!percent_decode(next_segment(rest, more), text)) return false;
    if (segment.kind == Kind::kLiteral) {
      if (text != segment.literal) return false;
      continue;
    }
    if (text.size() <= segment.literal.size() || !text.ends_with(segment.literal)) return false;
    parameters[segment.name] = text.substr(0, text.size() - segment.literal.size());
  }
  return !more;
}

bool Router::more_specific(const std::vector<Segment>& a, const std::vector<Segment>& b) {
  return std::lexicographical_compare(b.begin(), b.end(), a.begin(), a.end(), [](const Segment& x, const Segment& y) {
    return x.kind != y.kind ? x.kind < y.kind : x.literal.size() < y.literal.size();
  });
}

void Router::add(std::string_view method, std::string_view pattern, Route route) {
  entries_.push_back({std::string(method), std::string(pattern), parse(pattern), std::move(route)});
  std::stable_sort(entries_.begin(), entries_.end(),
                   [](const Entry& a, const Entry& b) { return more_specific(a.pattern, b.pattern); });
}

std::vector<Router::Name> Router::routes() const {
  std::vector<Name> names;
  names.reserve(entries_.size());
  for (const Entry& entry : entries_) names.push_back({entry.method, entry.text});
  return names;
}

Reply Router::dispatch(const Request& request) const {
  const std::string_view method = request.method == "HEAD" ? std::string_view("GET") : std::string_view(request.method);
  const std::vector<Segment>* decisive = nullptr;
  std::set<std::string> allowed;
  for (const Entry& entry : entries_) {
    // Entries are sorted: once a pattern fits, only those just as specific still count.
    if (decisive && more_specific(*decisive, entry.pattern)) break;
    PathParameters parameters;
    if (!fits(entry.pattern, request.path, parameters)) continue;
    if (entry.method == request.method || entry.method == method) return entry.route(request, parameters);
    decisive = &entry.pattern;
    allowed.insert(entry.method);
    if (entry.method == "GET") allowed.insert("HEAD");
  }
  if (!decisive) {
    return refusal(request, pki::Error(pki::Errc::kRouteUnknown, "there is nothing at " + request.path));
  }
  std::string list;
  for (const std::string& name : allowed) list += (list.empty() ? "" : ", ") + name;
  Response answer =
      refusal(request, pki::Error(pki::Errc::kMethodNotAllowed, request.path + " does not answer " + request.method,
                                  "use one of: " + list));
  answer.headers.emplace_back("Allow", list);
  return answer;
}

Response Router::refusal(const Request& request, const pki::Error& error) const {
  if (refuse_) return refuse_(request, error);
  Response answer;
  answer.status = error.code() == pki::Errc::kMethodNotAllowed ? 405 : 404;
  answer.headers.emplace_back("Content-Type", "text/plain; charset=utf-8");
  answer.body = error.message() + "\n";
  return answer;
}

}  // namespace orcamo::mock

#include "surfaces/expectation_json.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace orcamo::mock {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

constexpr std::size_t kMost = 100;
constexpr std::array<std::string_view, 3> kOfHandshakes{"verdict", "reason", "tls_version"};
constexpr std::array<std::string_view, 5> kOfRequests{"event", "issued", "user", "status", "notice"};

template <std::size_t kCount>
bool has_any(const Members& members, const std::array<std::string_view, kCount>& names) {
  return std::any_of(names.begin(), names.end(), [&](auto name) { return members.member(name) != nullptr; });
}

// read_word stores what `parse` makes of the text `name` in `into`; where there is none, nothing.
template <class Parse, class Into>
Result<void> read_word(const Members& members, std::string_view name, Parse parse, Into& into) {
  const auto text = members.text(name);
  if (!text) return text.error();
  if (!*text) return {};
  auto word = parse(**text);
  if (!word) return std::move(word).error().while_doing("reading \"" + std::string(name) + "\"");
  into = *std::move(word);
  return {};
}

Result<std::string> as_it_is(const std::string& text) { return text; }

Result<Pattern> parse_handshake_pattern(const Members& members) {
  HandshakePattern pattern;
  auto read = read_word(members, "verdict", parse_verdict, pattern.verdict);
  if (read) read = read_word(members, "reason", parse_reason, pattern.reason);
  if (read) read = read_word(members, "serial", as_it_is, pattern.serial);
  if (read) read = read_word(members, "tls_version", parse_tls_version, pattern.tls_version);
  if (!read) return std::move(read).error();
  return Pattern(std::move(pattern));
}

Result<Pattern> parse_request_pattern(const Members& members) {
  RequestPattern pattern;
  auto read = read_word(members, "event", parse_event, pattern.event);
  if (read) read = read_word(members, "serial", as_it_is, pattern.serial);
  if (read) read = read_word(members, "issued", as_it_is, pattern.issued);
  if (read) read = read_word(members, "user", as_it_is, pattern.user);
  if (!read) return std::move(read).error();
  const auto status = members.count("status");
  if (!status) return status.error();
  if (*status) pattern.status = static_cast<unsigned>(std::min<std::uint64_t>(**status, 1000));
  const auto notice = members.flag("notice");
  if (!notice) return notice.error();
  pattern.notice = *notice;
  return Pattern(std::move(pattern));
}

Result<Pattern> parse_pattern(const Members& members) {
  const bool of_handshakes = has_any(members, kOfHandshakes);
  const bool of_requests = has_any(members, kOfRequests);
  if (of_handshakes && of_requests) {
    return Error(Errc::kRequestBadValue,
                 "an expectation is about a handshake or about a request, and this is about both",
                 "split it: verdict, reason and tls_version are of handshakes, event, issued, user, status and notice "
                 "of requests");
  }
  if (of_handshakes) return parse_handshake_pattern(members);
  if (of_requests) return parse_request_pattern(members);
  return Error(Errc::kRequestBadValue, "an expectation says nothing of what is expected",
               "begin with \"event\":\"login_accepted\" or \"verdict\":\"accepted\"");
}

Result<Expectation> parse_expectation(const Json& value) {
  const auto members = Members::of(value, {"event", "issued", "user", "status", "notice", "verdict", "reason",
                                           "tls_version", "serial", "count", "after"});
  if (!members) return members.error();
  auto what = parse_pattern(*members);
  if (!what) return std::move(what).error();
  const auto count = members->count("count");
  if (!count) return count.error();
  Expectation expectation{.what = *std::move(what), .count = *count};

  const auto* const after = members->member("after");
  if (!after) return expectation;
  const auto condition = Members::of(
      *after, {"event", "issued", "user", "status", "notice", "verdict", "reason", "tls_version", "serial"});
  if (!condition) return Error(condition.error()).while_doing("reading \"after\"");
  auto pattern = parse_pattern(*condition);
  if (!pattern) return std::move(pattern).error().while_doing("reading \"after\"");
  expectation.after = *std::move(pattern);
  return expectation;
}

}  // namespace

Result<std::vector<Expectation>> parse_expectations(const Json* list) {
  if (!list || !list->is_array() || list->empty() || list->size() > kMost) {
    return Error(Errc::kRequestBadValue, "\"expect\" must be a list of 1 to 100 expectations",
                 R"(send {"expect":[{"event":"login_accepted","count":1}]})");
  }
  std::vector<Expectation> expectations;
  for (const Json& value : *list) {
    auto expectation = parse_expectation(value);
    if (!expectation) {
      return std::move(expectation)
          .error()
          .while_doing("reading expectation " + std::to_string(expectations.size() + 1));
    }
    expectations.push_back(*std::move(expectation));
  }
  return expectations;
}

}  // namespace orcamo::mock

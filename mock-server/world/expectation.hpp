#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "world/journal.hpp"

namespace orcamo::mock {

// HandshakePattern and RequestPattern are what an entry is to look like; what they leave open may be anything.
struct HandshakePattern {
  std::optional<Verdict> verdict = std::nullopt;
  std::optional<Reason> reason = std::nullopt;
  std::optional<std::string> serial = std::nullopt;
  std::optional<std::string> tls_version = std::nullopt;
};

struct RequestPattern {
  std::optional<Event> event = std::nullopt;
  std::optional<std::string> serial = std::nullopt;
  std::optional<std::string> issued = std::nullopt;
  std::optional<std::string> user = std::nullopt;
  std::optional<unsigned> status = std::nullopt;
  std::optional<bool> notice = std::nullopt;
};

using Pattern = std::variant<HandshakePattern, RequestPattern>;
using Entry = std::variant<HandshakeEntry, RequestEntry>;

// Expectation is one sentence about the journal: so many entries like `what`; with `after`, counted from the first
// entry like that on, which there has to be.
struct Expectation {
  Pattern what;
  std::optional<std::size_t> count = std::nullopt;  // exactly; unset: at least one
  std::optional<Pattern> after = std::nullopt;
};

// Finding is what an expectation came to.
struct Finding {
  bool met = false;
  std::size_t found = 0;
  std::string detail;          // one sentence for people
  std::vector<Entry> nearest;  // where it is not met, at most three: those too many, or those most alike
};

// verify holds every expectation against the journal as it is now. Where the journal has dropped entries, an exact
// count or an `after` is not met: what was dropped might have been like it.
std::vector<Finding> verify(const Journal& journal, const std::vector<Expectation>& expectations);

}  // namespace orcamo::mock

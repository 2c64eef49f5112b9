#include "world/expectation.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <utility>

namespace orcamo::mock {
namespace {

constexpr std::size_t kMostShown = 3;

// Likeness is how many of the properties that a pattern names an entry has.
struct Likeness {
  std::size_t named = 0;
  std::size_t had = 0;

  template <class Wanted, class Value>
  void compare(const std::optional<Wanted>& wanted, const Value& value) {
    if (!wanted) return;
    ++named;
    if (*wanted == value) ++had;
  }
  bool complete() const noexcept { return named == had; }
};

Likeness likeness(const HandshakePattern& pattern, const HandshakeEntry& entry) {
  Likeness likeness;
  likeness.compare(pattern.verdict, entry.verdict);
  likeness.compare(pattern.reason, entry.reason);
  likeness.compare(pattern.serial, entry.serial);
  likeness.compare(pattern.tls_version, entry.tls_version);
  return likeness;
}

Likeness likeness(const RequestPattern& pattern, const RequestEntry& entry) {
  Likeness likeness;
  likeness.compare(pattern.event, entry.deed.event);
  likeness.compare(pattern.serial, entry.serial);
  likeness.compare(pattern.issued, entry.deed.issued);
  likeness.compare(pattern.user, entry.deed.user);
  likeness.compare(pattern.status, entry.status);
  likeness.compare(pattern.notice, entry.deed.notice);
  return likeness;
}

// Page is the journal at one moment.
struct Page {
  std::vector<HandshakeEntry> handshakes;
  std::vector<RequestEntry> requests;

  std::uint64_t dropped_handshakes = 0;
  std::uint64_t dropped_requests = 0;

  const auto& like(const HandshakePattern&) const noexcept { return handshakes; }
  const auto& like(const RequestPattern&) const noexcept { return requests; }
};

// has_gap tells whether entries of that kind are lost: no count of them is certain, nor which was the first.
bool has_gap(const Pattern& pattern, const Page& page) noexcept {
  return (std::holds_alternative<HandshakePattern>(pattern) ? page.dropped_handshakes : page.dropped_requests) > 0;
}

std::optional<std::uint64_t> first_like(const Pattern& pattern, const Page& page) {
  return std::visit(
      [&](const auto& wanted) -> std::optional<std::uint64_t> {
        for (const auto& entry : page.like(wanted)) {
          if (likeness(wanted, entry).complete()) return entry.id;
        }
        return std::nullopt;
      },
      pattern);
}

// nearest are the entries of the pattern's kind that are most like it, in their order; the newer of two just as alike.
template <class Wanted>
std::vector<Entry> nearest(const Wanted& wanted, const Page& page, std::uint64_t after) {
  std::vector<std::pair<std::size_t, Entry>> ranked;
  for (const auto& entry : page.like(wanted)) {
    const std::size_t had = likeness(wanted, entry).had;
    if (entry.id > after && had > 0) ranked.emplace_back(had, entry);
  }
  const auto id = [](const Entry& entry) { return std::visit([](const auto& each) { return each.id; }, entry); };
  std::sort(ranked.begin(), ranked.end(), [&](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : id(a.second) > id(b.second);
  });
  std::vector<Entry> found;
  for (auto& [had, entry] : ranked) {
    if (found.size() < kMostShown) found.push_back(std::move(entry));
  }
  std::sort(found.begin(), found.end(), [&](const Entry& a, const Entry& b) { return id(a) < id(b); });
  return found;
}

std::string entries_text(std::size_t count) { return std::to_string(count) + (count == 1 ? " entry" : " entries"); }

Finding hold(const Expectation& expectation, const Page& page) {
  Finding finding;
  std::uint64_t after = 0;
  if (expectation.after) {
    const auto first = first_like(*expectation.after, page);
    if (!first) {
      finding.detail = "there is no entry like \"after\"";
      finding.nearest = std::visit([&](const auto& wanted) { return nearest(wanted, page, 0); }, *expectation.after);
      return finding;
    }
    after = *first;
  }
  std::visit(
      [&](const auto& wanted) {
        const auto& entries = page.like(wanted);
        finding.found = static_cast<std::size_t>(std::count_if(entries.begin(), entries.end(), [&](const auto& entry) {
          return entry.id > after && likeness(wanted, entry).complete();
        }));
        finding.met = expectation.count ? finding.found == *expectation.count : finding.found > 0;
        if (!finding.met) finding.nearest = nearest(wanted, page, after);
      },
      expectation.what);
  const bool counts = expectation.count.has_value();
  const bool uncertain =
      (counts && has_gap(expectation.what, page)) || (expectation.after && has_gap(*expectation.after, page));
  if (uncertain) finding.met = false;
  finding.detail = entries_text(finding.found) + " like that" +
                   (after != 0 ? " after entry " + std::to_string(after) : "") + ", expected " +
                   (expectation.count ? std::to_string(*expectation.count) : "at least one") +
                   (uncertain ? "; the journal has dropped entries, so this is not certain" : "");
  return finding;
}

}  // namespace

std::vector<Finding> verify(const Journal& journal, const std::vector<Expectation>& expectations) {
  // Requests first: so none is seen without its handshake, whatever comes in between.
  Page page;
  page.requests = journal.requests();
  page.handshakes = journal.entries();
  page.dropped_requests = journal.dropped_requests();
  page.dropped_handshakes = journal.dropped();
  std::vector<Finding> findings;
  std::transform(expectations.begin(), expectations.end(), std::back_inserter(findings),
                 [&](const Expectation& expectation) { return hold(expectation, page); });
  return findings;
}

}  // namespace orcamo::mock

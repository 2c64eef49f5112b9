#pragma once
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <utility>

#include "surfaces/answer.hpp"
#include "surfaces/problem.hpp"
#include "surfaces/query.hpp"
#include "world/world.hpp"

namespace orcamo::mock {

// JournalOrder is how a list of the journal is to be answered: at most so many entries, the newest; and when.
struct JournalOrder {
  struct Wait {
    std::size_t count;
    std::chrono::milliseconds at_most;
  };

  std::size_t limit = static_cast<std::size_t>(-1);
  std::optional<Wait> wait;  // "wait=count:3&timeout=5s": until there are so many entries, or the time is up
};

// Fails with kRequestBadValue.
pki::Result<JournalOrder> parse_journal_order(const Query& query);

// list_journal answers what `read` finds, `words` of each, now or when the order says. `read` is given the journal and
// `filter`, and returns the entries and how many were dropped.
template <class Filter, class Read, class Words>
Reply list_journal(Sandbox& sandbox, const JournalOrder& order, Filter filter, Read read, Words words) {
  auto answer = [room = sandbox.shared_from_this(), order, filter, read, words]() -> Response {
    if (room->is_closed()) return problem(unknown_sandbox(room->id()));
    const auto [entries, dropped] = read(room->journal(), filter);
    auto listed = Json::array();
    const auto first = entries.size() - std::min(entries.size(), order.limit);
    for (std::size_t i = first; i < entries.size(); ++i) listed.push_back(words(room->id(), entries[i]));
    Json body{{"entries", std::move(listed)}, {"dropped", dropped}};
    if (order.wait) body["timed_out"] = entries.size() < order.wait->count;
    return json_answer(200, body);
  };
  if (!order.wait) return answer();
  auto watch = [room = sandbox.shared_from_this(), count = order.wait->count, filter = std::move(filter)](
                   std::function<void()> wake) { return room->journal().watch(filter, count, std::move(wake)); };
  return Waiting{order.wait->at_most, std::move(watch), std::move(answer)};
}

}  // namespace orcamo::mock

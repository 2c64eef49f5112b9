#include "surfaces/journal_order.hpp"

#include <string>

#include "orcamo/pki/in_quotes.hpp"
#include "orcamo/pki/time_expression.hpp"

namespace orcamo::mock {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

constexpr std::size_t kMost = 10'000;  // entries that a journal keeps
constexpr pki::Seconds kLongest{60};
constexpr pki::Seconds kUsual{5};

Result<std::size_t> parse_wait(std::string_view text) {
  constexpr std::string_view kCount = "count:";
  const auto count = text.starts_with(kCount) ? parse_count(text.substr(kCount.size())) : parse_count("");
  if (count && *count >= 1 && *count <= kMost) return static_cast<std::size_t>(*count);
  return Error(Errc::kRequestBadValue, pki::in_quotes(text) + " is nothing to wait for",
               "write wait=count:3, with a number from 1 to 10000");
}

Result<pki::Seconds> parse_timeout(std::string_view text) {
  const auto period = pki::parse_period(text);
  if (!period) return period.error();
  if (period->months.count() == 0 && period->exact >= pki::Seconds(0) && period->exact <= kLongest) {
    return period->exact;
  }
  return Error(Errc::kRequestBadValue, "a wait lasts from 0 to 60 seconds", "write timeout=5s, and ask again");
}

}  // namespace

Result<JournalOrder> parse_journal_order(const Query& query) {
  JournalOrder order;
  std::optional<std::size_t> count;
  std::optional<pki::Seconds> timeout;
  auto read = query.value("limit", parse_count, order.limit);
  if (read) read = query.value("wait", parse_wait, count);
  if (read) read = query.value("timeout", parse_timeout, timeout);
  if (!read) return std::move(read).error();
  if (timeout && !count) {
    return Error(Errc::kRequestBadValue, "\"timeout\" says how long, and nothing says what to wait for",
                 "send wait=count:1 with it");
  }
  if (count) order.wait = {*count, timeout.value_or(kUsual)};
  return order;
}

}  // namespace orcamo::mock

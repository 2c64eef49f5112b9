#pragma once
#include <algorithm>
#include <utility>

#include "world/ledger.hpp"
#include "world/sandbox_image.hpp"

namespace orcamo::mock {

// MemoryLedger is a page that others can read, and that can run out.
struct Page {
  SandboxImage image;
  int room = 1'000'000;  // writes that still succeed
};

// What a ledger has to come to, in the plainest way: rows replace those of the same key.
class MemoryLedger final : public Ledger {
 public:
  explicit MemoryLedger(Page& page) : page_(page) {}

  pki::Result<void> write(const SandboxChange& change) override {
    if (auto fits = take_room(); !fits) return fits;
    auto& rows = page_.image.rows;
    rows.issued.insert(rows.issued.end(), change.put.issued.begin(), change.put.issued.end());
    put(rows.histories, change.put.histories, &HistoryRow::serial);
    put(rows.lineages, change.put.lineages, &LineageRow::identity);
    put(rows.links, change.put.links, &LinkRow::token);
    put(rows.sessions, change.put.sessions, &SessionRow::session);
    put(rows.notices, change.put.notices, &NoticeRow::fingerprint);
    std::ranges::sort(rows.lineages, {}, &LineageRow::identity);
    std::ranges::sort(rows.links, {}, &LinkRow::token);
    std::ranges::sort(rows.notices, {}, &NoticeRow::fingerprint);
    for (const auto& each : change.ended_sessions) {
      std::erase_if(rows.sessions, [&](const SessionRow& row) { return row.session == each; });
    }
    if (change.policy) page_.image.policy = change.policy;
    if (change.clock) page_.image.clock = *change.clock;
    return {};
  }

  pki::Result<void> rewrite(const SandboxImage& image) override {
    if (auto fits = take_room(); !fits) return fits;
    page_.image = image;
    return {};
  }

  pki::Result<void> close() override { return take_room(); }

 private:
  template <class Row, class Key>
  static void put(std::vector<Row>& rows, const std::vector<Row>& added, Key Row::*key) {
    for (const auto& each : added) {
      const auto same = std::ranges::find(rows, each.*key, key);
      same == rows.end() ? rows.push_back(each) : void(*same = each);
    }
  }

  pki::Result<void> take_room() {
    if (page_.room-- > 0) return {};
    return pki::Error(pki::Errc::kStateUnwritable, "the page is full");
  }

  Page& page_;
};

}  // namespace orcamo::mock

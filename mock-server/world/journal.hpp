#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "world/journal_entry.hpp"
#include "world/journal_filter.hpp"
#include "world/tally.hpp"

namespace orcamo::mock {

// Watch is one who waits for the journal; letting go of it ends the wait.
using Watch = std::shared_ptr<void>;

// Journal keeps the newest entries of one sandbox, at most `capacity` of each kind, and counts those it had to drop.
// Texts over 512 octets are cut. One sequence of ids, never used again, orders both kinds. Safe to use from any thread.
class Journal {
 public:
  static constexpr std::size_t kCapacity = 10'000;

  explicit Journal(std::size_t capacity = kCapacity, TallyRef tally = std::make_shared<Tally>())
      : tally_(std::move(tally)), handshakes_(capacity), requests_(capacity) {}

  // record answers the id that the entry got.
  std::uint64_t record(HandshakeEntry entry);
  std::uint64_t record(RequestEntry entry);

  // Oldest first.
  std::vector<HandshakeEntry> entries(const HandshakeFilter& filter = {}) const;
  std::vector<RequestEntry> requests(const RequestFilter& filter = {}) const;
  std::size_t size() const;           // handshakes that are kept
  std::size_t requests_size() const;  // requests that are kept
  std::uint64_t dropped() const;      // handshakes
  std::uint64_t dropped_requests() const;

  // watch calls `enough` once `count` entries pass `filter`, those that are there already included: once, from any
  // thread, under the journal's lock, so it is quick and does not call back. After `clear` the count begins anew.
  [[nodiscard]] Watch watch(HandshakeFilter filter, std::size_t count, std::function<void()> enough);
  [[nodiscard]] Watch watch(RequestFilter filter, std::size_t count, std::function<void()> enough);

  void clear();

  // close lets everybody go who waits: nothing more will come.
  void close();

 private:
  // Ledger is one kind of entries with those who wait for them. Guarded by the journal's mutex.
  template <class Entry, class Filter>
  class Ledger {
   public:
    explicit Ledger(std::size_t capacity) : capacity_(capacity) {}

    std::size_t add(Entry entry);  // how many had to make room
    std::vector<Entry> passing(const Filter& filter) const;
    std::size_t size() const noexcept { return entries_.size(); }
    std::uint64_t dropped() const noexcept { return dropped_; }
    Watch watch(Filter filter, std::size_t count, std::function<void()> enough);
    void clear();
    void close();

   private:
    struct Waiter {
      Filter filter;
      std::size_t count;
      std::size_t seen;
      std::function<void()> enough;  // empty: has been called
    };

    void tell(Waiter& waiter);
    void forget_those_told();

    std::size_t capacity_;
    std::deque<Entry> entries_;
    std::uint64_t dropped_ = 0;
    bool closed_ = false;
    std::vector<std::weak_ptr<Waiter>> waiters_;
  };

  const TallyRef tally_;

  mutable std::mutex mutex_;
  std::uint64_t next_id_ = 1;
  Ledger<HandshakeEntry, HandshakeFilter> handshakes_;
  Ledger<RequestEntry, RequestFilter> requests_;
};

}  // namespace orcamo::mock

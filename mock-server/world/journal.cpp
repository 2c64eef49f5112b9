#include "world/journal.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace orcamo::mock {
template <class Entry, class Filter>
std::size_t Journal::Ledger<Entry, Filter>::add(Entry entry) {
  std::optional<Entry> pushed_out;
  if (entries_.size() == capacity_) {
    pushed_out = std::move(entries_.front());
    entries_.pop_front();
    ++dropped_;
  }
  entries_.push_back(std::move(entry));
  for (const auto& each : waiters_) {
    const auto waiter = each.lock();
    if (!waiter) continue;
    if (pushed_out && waiter->filter.passes(*pushed_out)) --waiter->seen;
    if (waiter->filter.passes(entries_.back())) ++waiter->seen;
    tell(*waiter);
  }
  forget_those_told();
  return pushed_out ? 1 : 0;
}

template <class Entry, class Filter>
std::vector<Entry> Journal::Ledger<Entry, Filter>::passing(const Filter& filter) const {
  std::vector<Entry> found;
  std::copy_if(entries_.begin(), entries_.end(), std::back_inserter(found),
               [&](const Entry& entry) { return filter.passes(entry); });
  return found;
}

template <class Entry, class Filter>
Watch Journal::Ledger<Entry, Filter>::watch(Filter filter, std::size_t count, std::function<void()> enough) {
  const auto seen = static_cast<std::size_t>(
      std::count_if(entries_.begin(), entries_.end(), [&](const Entry& entry) { return filter.passes(entry); }));
  auto waiter = std::make_shared<Waiter>(Waiter{std::move(filter), count, seen, std::move(enough)});
  tell(*waiter);
  waiters_.push_back(waiter);
  forget_those_told();
  return waiter;
}

template <class Entry, class Filter>
void Journal::Ledger<Entry, Filter>::clear() {
  entries_.clear();
  dropped_ = 0;
  for (const auto& each : waiters_) {
    if (const auto waiter = each.lock()) waiter->seen = 0;
  }
}

template <class Entry, class Filter>
void Journal::Ledger<Entry, Filter>::close() {
  closed_ = true;
  for (const auto& each : waiters_) {
    if (const auto waiter = each.lock()) tell(*waiter);
  }
  waiters_.clear();
}

template <class Entry, class Filter>
void Journal::Ledger<Entry, Filter>::tell(Waiter& waiter) {
  if (closed_ || waiter.seen >= waiter.count) std::exchange(waiter.enough, nullptr)();
}

template <class Entry, class Filter>
void Journal::Ledger<Entry, Filter>::forget_those_told() {
  std::erase_if(waiters_, [](const std::weak_ptr<Waiter>& each) {
    const auto waiter = each.lock();
    return !waiter || !waiter->enough;
  });
}

std::uint64_t Journal::record(HandshakeEntry entry) {
  shorten(entry);
  const std::lock_guard lock(mutex_);
  entry.id = next_id_++;
  tally_->handshakes_dropped += handshakes_.add(std::move(entry));
  return next_id_ - 1;
}

std::uint64_t Journal::record(RequestEntry entry) {
  shorten(entry);
  const std::lock_guard lock(mutex_);
  entry.id = next_id_++;
  tally_->requests_dropped += requests_.add(std::move(entry));
  return next_id_ - 1;
}

std::vector<HandshakeEntry> Journal::entries(const HandshakeFilter& filter) const {
  const std::lock_guard lock(mutex_);
  return handshakes_.passing(filter);
}

std::vector<RequestEntry> Journal::requests(const RequestFilter& filter) const {
  const std::lock_guard lock(mutex_);
  return requests_.passing(filter);
}

std::size_t Journal::size() const {
  const std::lock_guard lock(mutex_);
  return handshakes_.size();
}

std::size_t Journal::requests_size() const {
  const std::lock_guard lock(mutex_);
  return requests_.size();
}

std::uint64_t Journal::dropped() const {
  const std::lock_guard lock(mutex_);
  return handshakes_.dropped();
}

std::uint64_t Journal::dropped_requests() const {
  const std::lock_guard lock(mutex_);
  return requests_.dropped();
}

Watch Journal::watch(HandshakeFilter filter, std::size_t count, std::function<void()> enough) {
  const std::lock_guard lock(mutex_);
  return handshakes_.watch(std::move(filter), count, std::move(enough));
}

Watch Journal::watch(RequestFilter filter, std::size_t count, std::function<void()> enough) {
  const std::lock_guard lock(mutex_);
  return requests_.watch(std::move(filter), count, std::move(enough));
}

void Journal::close() {
  const std::lock_guard lock(mutex_);
  handshakes_.close();
  requests_.close();
}

void Journal::clear() {
  const std::lock_guard lock(mutex_);
  handshakes_.clear();
  requests_.clear();
}

}  // namespace orcamo::mock

#include "world/journal.hpp"

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <string>
#include <utility>

namespace orcamo::mock {
namespace {

constexpr std::size_t kLongestText = 512;

void shorten(std::initializer_list<std::string*> texts) {
  for (std::string* const text : texts) {
    if (text->size() > kLongestText) text->replace(kLongestText, std::string::npos, "...");
  }
}

}  // namespace

template <class Entry, class Filter>
void Journal::Ledger<Entry, Filter>::add(Entry entry) {
  entries_.push_back(std::move(entry));
  if (entries_.size() > capacity_) {
    entries_.pop_front();
    ++dropped_;
  }
  std::erase_if(waiters_, [&](const std::weak_ptr<Waiter>& each) {
    const auto waiter = each.lock();
    if (!waiter) return true;
    if (waiter->filter.passes(entries_.back())) ++waiter->seen;
    tell(*waiter);
    return !waiter->enough;
  });
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
  std::erase_if(waiters_, [](const std::weak_ptr<Waiter>& each) { return each.expired(); });
  if (waiter->enough) waiters_.push_back(waiter);
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
void Journal::Ledger<Entry, Filter>::tell(Waiter& waiter) {
  if (waiter.seen >= waiter.count) std::exchange(waiter.enough, nullptr)();
}

std::uint64_t Journal::record(HandshakeEntry entry) {
  shorten({&entry.detail, &entry.server_name, &entry.serial, &entry.subject});
  const std::lock_guard lock(mutex_);
  entry.id = next_id_++;
  handshakes_.add(std::move(entry));
  return next_id_ - 1;
}

std::uint64_t Journal::record(RequestEntry entry) {
  shorten({&entry.deed.user, &entry.method, &entry.path, &entry.serial});
  const std::lock_guard lock(mutex_);
  entry.id = next_id_++;
  requests_.add(std::move(entry));
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

void Journal::clear() {
  const std::lock_guard lock(mutex_);
  handshakes_.clear();
  requests_.clear();
}

}  // namespace orcamo::mock

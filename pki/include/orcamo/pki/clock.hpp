#pragma once
#include <atomic>

#include "orcamo/pki/time.hpp"

namespace orcamo::pki {

// Clock tells the time that verdicts are made by. Safe to read from any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual TimePoint now() const = 0;
};

// SystemClock is the only reader of the wall clock in the product.
class SystemClock final : public Clock {
 public:
  TimePoint now() const override;
};

// ManualClock stands still until it is told otherwise; it may go backwards.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(TimePoint start) : now_(start.time_since_epoch().count()) {}

  TimePoint now() const override { return TimePoint(Seconds(now_.load())); }
  void set(TimePoint time) { now_.store(time.time_since_epoch().count()); }
  void advance(Seconds by) { now_.fetch_add(by.count()); }

 private:
  std::atomic<Seconds::rep> now_;
};

}  // namespace orcamo::pki

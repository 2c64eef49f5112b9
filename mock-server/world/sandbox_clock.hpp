#pragma once
#include <mutex>
#include <optional>
#include <string_view>

#include "orcamo/pki/clock.hpp"
#include "orcamo/pki/result.hpp"

namespace orcamo::mock {

enum class ClockMode {
  kSystem,  // the wall clock
  kOffset,  // the wall clock plus a constant
  kFrozen,  // stands still
  kRate,    // runs at `rate` times the wall clock
};

// Names as in the admin API: "system", "offset", "frozen", "rate".
std::string_view clock_mode_name(ClockMode mode) noexcept;
pki::Result<ClockMode> parse_clock_mode(std::string_view name);  // fails with kRequestBadValue

// ClockSetting is what a clock can be told. In mode kSystem `now` does not count; in mode kRate, and in no other,
// `rate` does.
struct ClockSetting {
  pki::TimePoint now{};
  ClockMode mode = ClockMode::kSystem;
  double rate = 1.0;
};

// ClockReading is a clock's state at one moment.
struct ClockReading {
  pki::TimePoint now;
  ClockMode mode;
  double rate;  // 0 when frozen, 1 for system and offset
};

// SandboxClock is the one clock of a sandbox: every verdict, date and lifetime in it comes from here. Goes backwards
// on request; never leaves the years 1 to 9999. Safe to use from any thread.
class SandboxClock final : public pki::Clock {
 public:
  // `real` drives the modes that move by themselves and outlives this clock.
  explicit SandboxClock(const pki::Clock& real) : real_(real) {}

  pki::TimePoint now() const override;
  ClockMode mode() const;
  double rate() const;  // 0 when frozen, 1 for system and offset
  ClockReading read() const;

  void follow_system();

  void set(pki::TimePoint now, ClockMode mode, double rate = 1.0);

  // start_at is `set`, and what `restart` returns to. A clock that was not told follows the system.
  void start_at(pki::TimePoint now, ClockMode mode, double rate = 1.0);
  void restart();

  // In mode kSystem the clock goes on as kOffset; otherwise the mode stays. Fails with kTimeOutOfRange.
  pki::Result<void> advance(pki::Period by);

 private:
  pki::TimePoint now_locked() const;
  double rate_locked() const;
  void set_locked(const ClockSetting& setting);

  const pki::Clock& real_;
  mutable std::mutex mutex_;
  ClockMode mode_ = ClockMode::kSystem;
  double rate_ = 1.0;
  pki::TimePoint set_to_{};  // sandbox time ...
  pki::TimePoint set_at_{};  // ... when the real clock showed this
  std::optional<ClockSetting> start_;
};

}  // namespace orcamo::mock

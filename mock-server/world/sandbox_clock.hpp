#pragma once
#include <functional>
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

// ClockImage is all of a clock: how it goes, since when on the real clock, and what it returns to.
struct ClockImage {
  ClockSetting setting;
  pki::TimePoint set_at;                             // by the real clock
  std::optional<ClockSetting> start = std::nullopt;  // unset: it follows the system
};

// SandboxClock is the one clock of a sandbox: every verdict, date and lifetime in it comes from here. Goes backwards
// on request; never leaves the years 1 to 9999. Safe to use from any thread. What changes it fails as its keeper does,
// and the clock stays as it is then.
class SandboxClock final : public pki::Clock {
 public:
  // `real` drives the modes that move by themselves and outlives this clock.
  explicit SandboxClock(const pki::Clock& real) : real_(real) { image_.set_at = real.now(); }

  pki::TimePoint now() const override;
  ClockMode mode() const;
  double rate() const;  // 0 when frozen, 1 for system and offset
  ClockReading read() const;

  pki::Result<void> follow_system();
  pki::Result<void> set(pki::TimePoint now, ClockMode mode, double rate = 1.0);

  // start_at is `set`, and what `restart` returns to. A clock that was not told follows the system.
  pki::Result<void> start_at(pki::TimePoint now, ClockMode mode, double rate = 1.0);
  pki::Result<void> restart();

  // In mode kSystem the clock goes on as kOffset; otherwise the mode stays. Fails with kTimeOutOfRange.
  pki::Result<void> advance(pki::Period by);

  // Keeper is told what the clock is about to become. It must not use the clock.
  using Keeper = std::function<pki::Result<void>(const ClockImage& next)>;
  void keep_by(Keeper keeper);  // for every change from now on, but for those that bring a keeper of their own
  pki::Result<void> restart(const Keeper& keeper);
  pki::Result<void> hold(const Keeper& keeper) const;  // tells what the clock is; nothing changes it meanwhile

  // restore goes on as the image would have: what follows the real clock has gone on meanwhile.
  ClockImage image() const;
  pki::Result<void> restore(const ClockImage& image, const Keeper& keeper);

 private:
  pki::TimePoint now_locked() const;
  double rate_locked() const;
  ClockImage told(const ClockSetting& setting) const;
  ClockImage restarted() const;
  pki::Result<void> become(ClockImage next, const Keeper& keeper);

  const pki::Clock& real_;
  mutable std::mutex mutex_;
  ClockImage image_;
  Keeper keeper_;
};

}  // namespace orcamo::mock

#include "world/sandbox_clock.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <string>
#include <utility>

#include "orcamo/pki/in_quotes.hpp"

namespace orcamo::mock {
namespace {

using pki::TimePoint;
using std::chrono::sys_days;

constexpr std::array kModes{
    std::pair{ClockMode::kSystem, std::string_view("system")},
    std::pair{ClockMode::kOffset, std::string_view("offset")},
    std::pair{ClockMode::kFrozen, std::string_view("frozen")},
    std::pair{ClockMode::kRate, std::string_view("rate")},
};

constexpr TimePoint kEarliest = sys_days(std::chrono::year(1) / 1 / 1);
constexpr TimePoint kLatest = TimePoint(sys_days(std::chrono::year(10000) / 1 / 1)) - pki::Seconds(1);

TimePoint within_calendar(TimePoint time) { return std::clamp(time, kEarliest, kLatest); }

}  // namespace

std::string_view clock_mode_name(ClockMode mode) noexcept {
  const auto* const found =
      std::find_if(kModes.begin(), kModes.end(), [mode](const auto& entry) { return entry.first == mode; });
  return found->second;
}

pki::Result<ClockMode> parse_clock_mode(std::string_view name) {
  for (const auto& [mode, mode_name] : kModes) {
    if (mode_name == name) return mode;
  }
  return pki::Error(pki::Errc::kRequestBadValue, pki::in_quotes(name) + " is not a clock mode",
                    "use system, offset, frozen or rate");
}

pki::TimePoint SandboxClock::now() const {
  const std::lock_guard lock(mutex_);
  return now_locked();
}

ClockMode SandboxClock::mode() const {
  const std::lock_guard lock(mutex_);
  return image_.setting.mode;
}

double SandboxClock::rate() const {
  const std::lock_guard lock(mutex_);
  return rate_locked();
}

ClockReading SandboxClock::read() const {
  const std::lock_guard lock(mutex_);
  return {now_locked(), image_.setting.mode, rate_locked()};
}

pki::Result<void> SandboxClock::follow_system() { return set({}, ClockMode::kSystem); }

pki::Result<void> SandboxClock::set(pki::TimePoint now, ClockMode mode, double rate) {
  const std::lock_guard lock(mutex_);
  return become(told({now, mode, rate}), keeper_);
}

pki::Result<void> SandboxClock::start_at(pki::TimePoint now, ClockMode mode, double rate) {
  const std::lock_guard lock(mutex_);
  const ClockSetting start{now, mode, rate};
  auto next = told(start);
  next.start = start;
  return become(next, keeper_);
}

pki::Result<void> SandboxClock::restart() {
  const std::lock_guard lock(mutex_);
  return become(restarted(), keeper_);
}

pki::Result<void> SandboxClock::advance(pki::Period by) {
  const std::lock_guard lock(mutex_);
  const auto target = pki::add(now_locked(), by);
  if (!target) return target.error();
  const auto& [now, mode, rate] = image_.setting;
  return become(told({*target, mode == ClockMode::kSystem ? ClockMode::kOffset : mode, rate}), keeper_);
}

void SandboxClock::keep_by(Keeper keeper) {
  const std::lock_guard lock(mutex_);
  keeper_ = std::move(keeper);
}

pki::Result<void> SandboxClock::restart(const Keeper& keeper) {
  const std::lock_guard lock(mutex_);
  return become(restarted(), keeper);
}

pki::Result<void> SandboxClock::hold(const Keeper& keeper) const {
  const std::lock_guard lock(mutex_);
  return keeper(image_);
}

ClockImage SandboxClock::image() const {
  const std::lock_guard lock(mutex_);
  return image_;
}

pki::Result<void> SandboxClock::restore(const ClockImage& image, const Keeper& keeper) {
  const std::lock_guard lock(mutex_);
  return become(image, keeper);
}

pki::TimePoint SandboxClock::now_locked() const {
  const auto& [set_to, mode, rate] = image_.setting;
  const auto elapsed = [this] { return real_.now() - image_.set_at; };
  switch (mode) {
    case ClockMode::kSystem:
      return real_.now();
    case ClockMode::kOffset:
      return within_calendar(set_to + elapsed());
    case ClockMode::kFrozen:
      return set_to;
    case ClockMode::kRate:
      break;
  }
  const double most = static_cast<double>((kLatest - kEarliest).count());
  const double moved = std::clamp(std::floor(static_cast<double>(elapsed().count()) * rate), -most, most);
  return within_calendar(set_to + pki::Seconds(static_cast<pki::Seconds::rep>(moved)));
}

double SandboxClock::rate_locked() const {
  switch (image_.setting.mode) {
    case ClockMode::kFrozen:
      return 0.0;
    case ClockMode::kRate:
      return image_.setting.rate;
    case ClockMode::kSystem:
    case ClockMode::kOffset:
      break;
  }
  return 1.0;
}

ClockImage SandboxClock::told(const ClockSetting& setting) const {
  return {{within_calendar(setting.now), setting.mode, setting.rate}, real_.now(), image_.start};
}

ClockImage SandboxClock::restarted() const { return told(image_.start.value_or(ClockSetting{})); }

pki::Result<void> SandboxClock::become(ClockImage next, const Keeper& keeper) {
  if (keeper) {
    if (auto kept = keeper(next); !kept) return kept;
  }
  image_ = next;
  return {};
}

}  // namespace orcamo::mock

#include "world/sandbox_clock.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <string>
#include <utility>

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
  return pki::Error(pki::Errc::kRequestBadValue, "\"" + std::string(name) + "\" is not a clock mode",
                    "use system, offset, frozen or rate");
}

pki::TimePoint SandboxClock::now() const {
  const std::lock_guard lock(mutex_);
  return now_locked();
}

ClockMode SandboxClock::mode() const {
  const std::lock_guard lock(mutex_);
  return mode_;
}

double SandboxClock::rate() const {
  const std::lock_guard lock(mutex_);
  return rate_locked();
}

ClockReading SandboxClock::read() const {
  const std::lock_guard lock(mutex_);
  return {now_locked(), mode_, rate_locked()};
}

void SandboxClock::follow_system() {
  const std::lock_guard lock(mutex_);
  set_locked({});
}

void SandboxClock::set(pki::TimePoint now, ClockMode mode, double rate) {
  const std::lock_guard lock(mutex_);
  set_locked({now, mode, rate});
}

void SandboxClock::start_at(pki::TimePoint now, ClockMode mode, double rate) {
  const std::lock_guard lock(mutex_);
  start_ = ClockSetting{now, mode, rate};
  set_locked(*start_);
}

void SandboxClock::restart() {
  const std::lock_guard lock(mutex_);
  set_locked(start_.value_or(ClockSetting{}));
}

pki::Result<void> SandboxClock::advance(pki::Period by) {
  const std::lock_guard lock(mutex_);
  const auto target = pki::add(now_locked(), by);
  if (!target) return target.error();
  set_locked({*target, mode_ == ClockMode::kSystem ? ClockMode::kOffset : mode_, rate_});
  return {};
}

pki::TimePoint SandboxClock::now_locked() const {
  const auto elapsed = [this] { return real_.now() - set_at_; };
  switch (mode_) {
    case ClockMode::kSystem:
      return real_.now();
    case ClockMode::kOffset:
      return within_calendar(set_to_ + elapsed());
    case ClockMode::kFrozen:
      return set_to_;
    case ClockMode::kRate:
      break;
  }
  const double most = static_cast<double>((kLatest - kEarliest).count());
  const double moved = std::clamp(std::floor(static_cast<double>(elapsed().count()) * rate_), -most, most);
  return within_calendar(set_to_ + pki::Seconds(static_cast<pki::Seconds::rep>(moved)));
}

double SandboxClock::rate_locked() const {
  switch (mode_) {
    case ClockMode::kFrozen:
      return 0.0;
    case ClockMode::kRate:
      return rate_;
    case ClockMode::kSystem:
    case ClockMode::kOffset:
      break;
  }
  return 1.0;
}

void SandboxClock::set_locked(const ClockSetting& setting) {
  mode_ = setting.mode;
  rate_ = setting.rate;
  set_to_ = within_calendar(setting.now);
  set_at_ = real_.now();
}

}  // namespace orcamo::mock

#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "orcamo/pki/time_expression.hpp"
#include "surfaces/json.hpp"
#include "world/sandbox_clock.hpp"

namespace orcamo::mock {

inline constexpr std::array<std::string_view, 3> kClockKeys{"now", "mode", "rate"};

// ClockOrder is what a clock is told. Without "mode" it stands still at "now"; without "now" it goes on from where it
// is.
struct ClockOrder {
  std::optional<std::string> now;  // a time expression
  ClockMode mode = ClockMode::kFrozen;
  double rate = 1.0;
};

// read_clock_order reads an object of kClockKeys. Fails with kRequestBadValue.
pki::Result<ClockOrder> read_clock_order(const Members& members);

// clock_setting fails as evaluate_time does.
pki::Result<ClockSetting> clock_setting(const ClockOrder& order, const pki::TimeAnchors& anchors);

// clock_json is what a clock shows: "now", "mode", "rate".
Json clock_json(const SandboxClock& clock);

}  // namespace orcamo::mock

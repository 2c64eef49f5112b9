#pragma once
#include <string>
#include <vector>

#include "cli/language.hpp"
#include "cli/screen.hpp"
#include "orcamo/client/renewal_policy.hpp"

namespace orcamo::client {

// Generation is one bar of a timeline.
struct Generation {
  std::string label;  // in front of the bar
  pki::Validity validity;
};

// draw_timeline draws a bar a generation over one time axis, with `now` marked in each, and behind it the days that are
// left: green, yellow where it is due by the usual rule, red where it has expired. No line is wider than the screen.
std::string draw_timeline(const std::vector<Generation>& generations, pki::TimePoint now, const Screen& screen,
                          Language language);

}  // namespace orcamo::client

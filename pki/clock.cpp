#include "orcamo/pki/clock.hpp"

namespace orcamo::pki {

TimePoint SystemClock::now() const { return std::chrono::floor<Seconds>(std::chrono::system_clock::now()); }

}  // namespace orcamo::pki

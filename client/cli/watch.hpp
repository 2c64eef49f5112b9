#pragma once
#include <chrono>
#include <optional>
#include <stop_token>

#include "orcamo/client/pacer.hpp"
#include "orcamo/client/renewal_policy.hpp"
#include "orcamo/pki/clock.hpp"
#include "orcamo/pki/randomness.hpp"

namespace orcamo::client {

// WatchPlan says how often a watch looks.
struct WatchPlan {
  std::chrono::seconds every{std::chrono::hours(12)};  // the longest time between two rounds
  RenewalPolicy policy{};
  std::chrono::milliseconds slice{60'000};  // the longest single wait; after each the clock is looked at
  pki::Randomness jitter = pki::Randomness::system();

  // wait_after draws the wait after a round that was the `failed`-th failure in a row (0: it was none). A watch that
  // goes well waits for `every`, one that fails for a minute, then two, then four, up to `every`; up to a tenth is
  // taken off, so that machines that were started together do not come together for ever.
  std::chrono::milliseconds wait_after(int failed) const;
};

enum class RoundEnd { kDone, kFailed };

// Round is what one look at the store came to.
struct Round {
  RoundEnd end = RoundEnd::kFailed;
  std::optional<pki::Validity> validity;  // of the certificate in use after it; unset: the store could not be read
};

// Rounds is what a watch does besides waiting.
class Rounds {
 public:
  virtual ~Rounds() = default;

  // go looks at the store and renews what is due. What failed, it has told.
  virtual Round go(std::stop_token stop) = 0;

  // on_rest: the next round begins after `wait`, or earlier where the clock calls for it.
  virtual void on_rest(const Round& round, std::chrono::milliseconds wait) = 0;

  // on_alive comes before and after each round, and after each slice of waiting.
  virtual void on_alive() = 0;
};

// watch goes its rounds until `stop` asks it to end. Besides the time that `pacer` has measured, a round begins when
// `clock` says that so much time has passed (the machine was asleep, or its date was put forward), or that the
// certificate stands otherwise than when the wait began (due, expired, or neither again). A round that fails does not
// end the watch.
void watch(const WatchPlan& plan, Rounds& rounds, const pki::Clock& clock, Pacer& pacer, const std::stop_token& stop);

}  // namespace orcamo::client

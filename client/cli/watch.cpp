#include "cli/watch.hpp"

#include <algorithm>
#include <cstdint>

namespace orcamo::client {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kFirstRetry{60'000};

// Rest is one wait between two rounds, as it began.
class Rest {
 public:
  Rest(milliseconds length, const WatchPlan& plan, const Round& round, const pki::Clock& clock, const Pacer& pacer)
      : length_(length),
        policy_(plan.policy),
        validity_(round.validity),
        clock_(clock),
        pacer_(pacer),
        began_(clock.now()),
        steady_began_(pacer.now()),
        standing_(standing_at(began_)) {}

  // left is how long there is still to wait; nothing, or less, ends the wait.
  milliseconds left() const {
    const pki::TimePoint now = clock_.now();
    if (now - began_ >= length_ || standing_at(now) != standing_) return milliseconds(0);
    return std::chrono::ceil<milliseconds>(length_ - (pacer_.now() - steady_began_));
  }

 private:
  std::optional<Standing> standing_at(pki::TimePoint now) const {
    return validity_ ? std::optional(policy_.assess(*validity_, now)) : std::nullopt;
  }

  const milliseconds length_;
  const RenewalPolicy policy_;
  const std::optional<pki::Validity> validity_;
  const pki::Clock& clock_;
  const Pacer& pacer_;
  const pki::TimePoint began_;
  const std::chrono::steady_clock::time_point steady_began_;
  const std::optional<Standing> standing_;
};

}  // namespace

milliseconds WatchPlan::wait_after(int failed) const {
  const milliseconds longest = every;
  milliseconds wait = failed == 0 ? longest : std::min(kFirstRetry, longest);
  for (int doubled = 1; doubled < failed && wait < longest; ++doubled) wait = std::min(2 * wait, longest);
  const auto tenth = static_cast<std::uint64_t>(wait.count() / 10);
  return wait - milliseconds(static_cast<milliseconds::rep>(jitter.below(tenth + 1)));
}

void watch(const WatchPlan& plan, Rounds& rounds, const pki::Clock& clock, Pacer& pacer, const std::stop_token& stop) {
  int failed = 0;  // in a row
  while (!stop.stop_requested()) {
    rounds.on_alive();
    const Round round = rounds.go(stop);
    rounds.on_alive();
    if (stop.stop_requested()) return;
    failed = round.end == RoundEnd::kFailed ? failed + 1 : 0;

    const milliseconds wait = plan.wait_after(failed);
    rounds.on_rest(round, wait);
    const Rest rest(wait, plan, round, clock, pacer);
    for (milliseconds left = rest.left(); left > milliseconds(0); left = rest.left()) {
      if (!pacer.wait(std::min(left, plan.slice), stop)) return;
      rounds.on_alive();
    }
  }
}

}  // namespace orcamo::client

#include <algorithm>
#include <exception>
#include <ostream>

#include "cli/commands.hpp"
#include "cli/exit_status.hpp"
#include "cli/journal_folder.hpp"
#include "cli/renew_round.hpp"
#include "cli/report.hpp"
#include "cli/service_notice.hpp"
#include "cli/subject.hpp"
#include "cli/unit_files.hpp"
#include "cli/watch.hpp"
#include "fmt/format.h"
#include "orcamo/client/file_journal.hpp"

namespace orcamo::client {
namespace {

constexpr Text kValidUntil{"valid until {}; looking again within {} min", "有効期限 {}。{} 分以内に再確認します"};
constexpr Text kFailing{"the last round failed; trying again within {} min",
                        "前回は失敗しました。{} 分以内に再試行します"};
constexpr Text kStopping{"stopping", "終了します"};

// RenewRounds renews as the subcommand `renew` does, output and all.
class RenewRounds final : public Rounds {
 public:
  RenewRounds(const Options& options, const Surroundings& surroundings, const ServiceNotice& notice)
      : options_(options), surroundings_(surroundings), notice_(notice) {}

  Round go(std::stop_token stop) override {
    Surroundings stoppable = surroundings_;
    stoppable.listen_for_stop = [stop] { return stop; };
    Round round;
    try {
      const RenewRound renewed = renew_once(options_, stoppable);
      if (renewed.exit_code == exit_status::kOk) round.end = RoundEnd::kDone;
      round.validity = renewed.unchanged ? renewed.unchanged : to_renew_next(stoppable);
    } catch (const std::exception& bug) {
      const pki::Error error(pki::Errc::kInternal, std::string("something that should not happen did: ") + bug.what(),
                             "report it, with the command that led to it");
      report_failure(error, exit_status::kInternal, options_, stoppable);
    }
    surroundings_.out.flush();
    surroundings_.err.flush();
    return round;
  }

  void on_rest(const Round& round, std::chrono::milliseconds wait) override {
    const auto minutes = std::chrono::ceil<std::chrono::minutes>(wait).count();
    if (round.end == RoundEnd::kFailed || !round.validity) {
      notice_.status(fmt::format(fmt::runtime(kFailing.in(options_.language)), minutes));
    } else {
      notice_.status(
          fmt::format(fmt::runtime(kValidUntil.in(options_.language)), both_zones(round.validity->not_after), minutes));
    }
  }

  void on_alive() override { notice_.alive(); }

 private:
  // to_renew_next looks into the store anew; unset: it cannot be read.
  std::optional<pki::Validity> to_renew_next(const Surroundings& surroundings) const {
    const auto store = open_named_store(options_);
    const auto policy = read_arrival_policy(options_);
    if (!store || !policy) return std::nullopt;
    FileJournal journal(journal_of(options_));
    const auto next = open_renewable(**store, journal, *policy, options_, surroundings);
    if (!next) return std::nullopt;
    return next->credential.certificate.validity();
  }

  const Options& options_;
  const Surroundings& surroundings_;
  const ServiceNotice& notice_;
};

}  // namespace

int watch_store(const Options& options, const Surroundings& surroundings) {
  if (!options.install_units.empty()) return install_units(options, surroundings);

  // The first thing, so that a signal that comes early ends the watch in good order too.
  const std::stop_token stop = surroundings.listen_for_stop ? surroundings.listen_for_stop() : std::stop_token();
  const ServiceNotice notice = ServiceNotice::of_process();
  WatchPlan plan{.every = options.every, .policy = options.policy};
  if (const auto within = notice.alive_within()) plan.slice = std::min(plan.slice, *within);
  SteadyPacer real;
  RenewRounds rounds(options, surroundings, notice);

  notice.ready();
  watch(plan, rounds, surroundings.clock, surroundings.pacer == nullptr ? real : *surroundings.pacer, stop);
  notice.status(kStopping.in(options.language));
  notice.stopping();
  return exit_status::kOk;
}

}  // namespace orcamo::client

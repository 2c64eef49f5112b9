#include <ostream>
#include <string_view>

#include "cli/commands.hpp"
#include "cli/exit_status.hpp"
#include "cli/report.hpp"
#include "cli/subject.hpp"
#include "fmt/format.h"

namespace orcamo::client {
namespace {

struct State {
  std::string_view name;  // of monitoring plugins
  std::string_view word;  // of the JSON output
  std::string_view standing;
  int exit_code;
};

State state_of(Standing standing) noexcept {
  switch (standing) {
    case Standing::kCurrent:
      return {"OK", "ok", "current", exit_status::kCheckOk};
    case Standing::kDue:
      return {"WARNING", "warning", "due", exit_status::kCheckWarning};
    case Standing::kExpired:
      return {"CRITICAL", "critical", "expired", exit_status::kCheckCritical};
    case Standing::kNotYetValid:
      break;
  }
  return {"UNKNOWN", "unknown", "not_yet_valid", exit_status::kCheckUnknown};
}

std::string remark(Language language, Standing standing, long days_left) {
  const Phrases& words = phrases(language);
  const std::string days = days_phrase(language, days_left);
  switch (standing) {
    case Standing::kCurrent:
      return fmt::format(fmt::runtime(words.check_current), days);
    case Standing::kDue:
      return fmt::format(fmt::runtime(words.check_due), days);
    case Standing::kExpired:
      return std::string(words.check_expired);
    case Standing::kNotYetValid:
      break;
  }
  return std::string(words.check_not_yet_valid);
}

// warning_days is the window of `rule` before `not_after`, in whole days, for graphs.
long warning_days(const NoticeRule& rule, pki::TimePoint not_after) {
  if (const auto* days = std::get_if<DaysBefore>(&rule)) return days->count.count();
  if (const auto* thirties = std::get_if<ThirtyDaysBefore>(&rule)) return 30L * thirties->count;
  const auto& months = std::get<MonthsBefore>(rule);
  return std::chrono::floor<std::chrono::days>(not_after - pki::add_months(not_after, -months.count, months.zone))
      .count();
}

}  // namespace

int check(const Options& options, const Surroundings& surroundings) {
  const auto subject = open_subject(options, surroundings);
  if (!subject) return report_unknown(subject.error(), options, surroundings);
  const pki::Certificate& certificate = subject->credential.certificate;
  const pki::Validity& validity = certificate.validity();
  const auto clock = ClientClock::choose(options, surroundings.clock, &validity);
  if (!clock) return report_unknown(clock.error(), options, surroundings);

  const pki::TimePoint now = clock->now();
  const Standing standing = options.policy.assess(validity, judged_at(validity, now, kClockDifference));
  const State state = state_of(standing);
  const long days_left = std::chrono::floor<std::chrono::days>(validity.not_after - now).count();
  if (options.output == OutputForm::kJson) {
    print({{"state", state.word},
           {"standing", state.standing},
           {"days_left", days_left},
           {"now", pki::format_rfc3339(now)},
           {"certificate", describe(certificate, subject->file_name)}},
          surroundings.out);
    return state.exit_code;
  }
  const Phrases& words = phrases(options.language);
  const std::string text =
      fmt::format("{}: {}{}{} {}", printable(subject->file_name), remark(options.language, standing, days_left),
                  words.comma, words.valid_until, both_zones(validity.not_after));
  surroundings.out << fmt::format("CERT {} - {} | days={};{}:;0:\n", state.name, plugin_text(text), days_left,
                                  warning_days(options.policy.rule, validity.not_after));
  return state.exit_code;
}

}  // namespace orcamo::client

#include <ostream>
#include <string>
#include <vector>

#include "cli/commands.hpp"
#include "cli/exit_status.hpp"
#include "cli/report.hpp"
#include "cli/subject.hpp"
#include "fmt/format.h"

namespace orcamo::client {
namespace {

constexpr Text kHolder{"holder", "名義"};
constexpr Text kIssuer{"issuer", "発行者"};
constexpr Text kFingerprint{"fingerprint (SHA-256)", "フィンガープリント (SHA-256)"};
constexpr Text kKey{"key", "鍵"};
constexpr Text kOtherKey{"another kind", "その他"};
constexpr Text kStanding{"standing", "状態"};
constexpr Text kPurpose{"for logging in as a client", "クライアントとしてのログイン"};
constexpr Text kYes{"yes", "可"};
constexpr Text kNo{"no", "不可"};
constexpr Text kBetween{"certificate between it and the root", "中間証明書"};

struct StandingWords {
  std::string_view name;  // of the JSON output
  Text words;             // {}: days_phrase
};

StandingWords words_of(Standing standing) noexcept {
  switch (standing) {
    case Standing::kCurrent:
      return {"current", {"valid, {} left", "有効 (残り{})"}};
    case Standing::kDue:
      return {"due", {"valid and due for renewal, {} left", "有効、更新の時期 (残り{})"}};
    case Standing::kExpired:
      return {"expired", {"expired", "期限切れ"}};
    case Standing::kNotYetValid:
      break;
  }
  return {"not_yet_valid", {"not valid yet", "有効期間の前"}};
}

// known_key is the name of the key's type; empty for what has none.
std::string_view known_key(pki::KeyType type) noexcept {
  return type == pki::KeyType::kOther ? std::string_view() : pki::key_type_name(type);
}

}  // namespace

int show(const Options& options, const Surroundings& surroundings) {
  const auto fail = [&](const pki::Error& error) {
    return report_failure(error, exit_status::of(error.code(), exit_status::Origin::kInput), options, surroundings);
  };

  const auto subject = open_subject(options, surroundings);
  if (!subject) return fail(subject.error());
  const pki::Certificate& certificate = subject->credential.certificate;
  const pki::Validity& validity = certificate.validity();
  const auto clock = ClientClock::choose(options, surroundings.clock, &validity);
  if (!clock) return fail(clock.error());

  const StandingWords standing =
      words_of(options.policy.assess(validity, judged_at(validity, clock->now(), kClockDifference)));
  const long days_left = std::chrono::floor<std::chrono::days>(validity.not_after - clock->now()).count();
  const std::string_view key = known_key(subject->credential.key.type());
  if (options.output == OutputForm::kJson) {
    Json chain = Json::array();
    for (const pki::Certificate& each : subject->credential.chain) chain.push_back(each.subject());
    print({{"certificate", describe(certificate, subject->file_name)},
           {"subject", certificate.subject()},
           {"issuer", certificate.issuer()},
           {"key", key.empty() ? Json(nullptr) : Json(key)},
           {"for_clients", certificate.is_for_clients()},
           {"chain", std::move(chain)},
           {"standing", standing.name},
           {"days_left", days_left}},
          surroundings.out);
    return exit_status::kOk;
  }

  const Phrases& words = phrases(options.language);
  std::ostream& out = surroundings.out;
  const auto say = [&](std::string_view label, std::string_view value) {
    out << "  " << label << ": " << printable(value) << '\n';
  };
  const auto in = [&](const Text& text) { return text.in(options.language); };
  out << printable(subject->file_name) << '\n';
  say(in(kHolder), certificate.subject());
  say(in(kIssuer), certificate.issuer());
  say(words.serial, certificate.serial());
  say(in(kFingerprint), certificate.fingerprint_sha256());
  say(words.valid_from, both_zones(validity.not_before));
  say(words.valid_until, both_zones(validity.not_after));
  say(in(kStanding), fmt::format(fmt::runtime(in(standing.words)), days_phrase(options.language, days_left)));
  say(in(kKey), key.empty() ? in(kOtherKey) : key);
  say(in(kPurpose), in(certificate.is_for_clients() ? kYes : kNo));
  for (const pki::Certificate& each : subject->credential.chain) say(in(kBetween), each.subject());
  return exit_status::kOk;
}

}  // namespace orcamo::client

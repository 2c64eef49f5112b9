#include "world/policy_names.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>

#include "orcamo/pki/in_quotes.hpp"
#include "world/period_text.hpp"

namespace orcamo::mock {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

// Form is how values of one type are written and read.
template <class T>
struct Form {
  std::function<std::string(const T&)> write;
  std::function<Result<T>(std::string_view)> read;
};

Error not_allowed(std::string_view text, std::string_view allowed) {
  return Error(Errc::kRequestBadValue, pki::in_quotes(text) + " is not allowed here", "use " + std::string(allowed));
}

template <class T>
using Names = std::vector<std::pair<T, std::string_view>>;

// one_of is a value by name.
template <class T>
Form<T> one_of(Names<T> names) {
  const auto write = [names](const T& value) {
    const auto found = std::find_if(names.begin(), names.end(), [&](const auto& each) { return each.first == value; });
    return std::string(found->second);
  };
  const auto read = [names](std::string_view text) -> Result<T> {
    std::string allowed;
    for (const auto& [value, name] : names) {
      if (name == text) return value;
      allowed += (allowed.empty() ? "" : name == names.back().second ? " or " : ", ") + std::string(name);
    }
    return not_allowed(text, allowed);
  };
  return {write, read};
}

constexpr std::string_view kKept = "as-before";

enum class Zero { kAllowed, kRefused };

Form<pki::Period> length(Zero zero) {
  return {period_text, [zero](std::string_view text) -> Result<pki::Period> {
            auto period = parse_length(text);
            if (!period || zero == Zero::kAllowed || *period != pki::Period{}) return period;
            return not_allowed(text, "a length of time above zero, such as P3Y or 1095d");
          }};
}

// count is a whole number above zero, or no bound.
Form<std::optional<std::uint32_t>> count() {
  constexpr std::string_view kUnbounded = "unlimited";
  return {[=](const auto& value) { return value ? std::to_string(*value) : std::string(kUnbounded); },
          [=](std::string_view text) -> Result<std::optional<std::uint32_t>> {
            std::uint32_t value = 0;
            const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
            if (text == kUnbounded) return std::optional<std::uint32_t>();
            if (failure == std::errc() && end == text.data() + text.size() && value > 0) return std::optional(value);
            return not_allowed(text, "a whole number above zero, or unlimited");
          }};
}

Form<RenewalWindow> renewal_window() {
  using Opens = RenewalWindow::Opens;
  return {[](const RenewalWindow& window) -> std::string {
            if (window.opens == Opens::kAnyTime) return "any-time";
            return window.opens == Opens::kWithNotice ? "notice" : period_text(window.before_end);
          },
          [](std::string_view text) -> Result<RenewalWindow> {
            if (text == "any-time") return RenewalWindow{Opens::kAnyTime, {}};
            if (text == "notice") return RenewalWindow{Opens::kWithNotice, {}};
            if (const auto period = parse_length(text)) return RenewalWindow{Opens::kBeforeEnd, *period};
            return not_allowed(text, "any-time, notice, or a length of time such as 90d or P3M");
          }};
}

Form<RenewAfterExpiry> renew_after_expiry() {
  using For = RenewAfterExpiry::For;
  return {[](const RenewAfterExpiry& after) -> std::string {
            if (after.how_long == For::kNever) return "never";
            return after.how_long == For::kAlways ? "always" : period_text(after.period);
          },
          [](std::string_view text) -> Result<RenewAfterExpiry> {
            if (text == "never") return RenewAfterExpiry{For::kNever, {}};
            if (text == "always") return RenewAfterExpiry{For::kAlways, {}};
            if (const auto period = parse_length(text)) return RenewAfterExpiry{For::kPeriod, *period};
            return not_allowed(text, "never, always, or a length of time such as 30d or P1M");
          }};
}

Form<std::optional<P12Profile>> p12_profile() {
  return {[](const auto& profile) { return std::string(profile ? profile->name : kKept); },
          [](std::string_view text) -> Result<std::optional<P12Profile>> {
            if (text == kKept) return std::optional<P12Profile>();
            auto profile = parse_p12_profile(text);
            if (profile) return std::optional(*profile);
            const std::string others = profile.error().hint();
            return std::move(profile).error().with_hint("use as-before, " + others.substr(others.find(' ') + 1));
          }};
}

// Row is one key: how its value is written, and how one is read into a policy.
struct Row {
  std::string_view key;
  std::function<std::string(const Policy&)> write;
  std::function<Result<void>(Policy&, std::string_view)> read;
};

template <class T>
Row row(std::string_view key, T Policy::*member, Form<T> form) {
  return {key, [=](const Policy& policy) { return form.write(policy.*member); },
          [=](Policy& policy, std::string_view text) -> Result<void> {
            auto value = form.read(text);
            if (!value) return std::move(value).error().while_doing("reading \"" + std::string(key) + "\"");
            policy.*member = *std::move(value);
            return {};
          }};
}

// The one table of keys and values.
const std::vector<Row>& rows() {
  using Key = std::optional<pki::KeyType>;
  static const std::vector<Row> table{
      row("notice_rule", &Policy::notice_rule, {notice_rule_text, parse_notice_rule}),
      row("notice_boundary", &Policy::notice_boundary,
          one_of<NoticeBoundary>({{NoticeBoundary::kInclusive, "inclusive"},
                                  {NoticeBoundary::kExclusive, "exclusive"},
                                  {NoticeBoundary::kJstDays, "jst-days"}})),
      row("expiry_boundary", &Policy::expiry_boundary,
          one_of<ExpiryBoundary>({{ExpiryBoundary::kInclusive, "inclusive"}, {ExpiryBoundary::kOpenssl, "openssl"}})),
      row("overlap", &Policy::overlap,
          one_of<Overlap>({{Overlap::kBothUntilExpiry, "both-until-expiry"},
                           {Overlap::kOldDiesAtIssue, "old-dies-at-issue"},
                           {Overlap::kOldDiesOnFirstUse, "old-dies-on-first-use-of-new"},
                           {Overlap::kGrace, "grace"},
                           {Overlap::kNoSecondIssue, "no-second-issue"},
                           {Overlap::kRenewAfterExpiry, "renew-after-expiry"}})),
      row("grace", &Policy::grace, length(Zero::kAllowed)),
      row("renewal_window", &Policy::renewal_window, renewal_window()),
      row("renew_after_expiry", &Policy::renew_after_expiry, renew_after_expiry()),
      row("idempotency", &Policy::idempotency,
          one_of<Idempotency>(
              {{Idempotency::kSameToken, "same-token"}, {Idempotency::kNewCertificate, "new-certificate"}})),
      row("link_lifetime", &Policy::link_lifetime, length(Zero::kAllowed)),
      row("link_uses", &Policy::link_uses, count()),
      row("password_reveals", &Policy::password_reveals, count()),
      row("validity", &Policy::validity, length(Zero::kRefused)),
      row("key", &Policy::key,
          one_of<Key>({{std::nullopt, kKept},
                       {pki::KeyType::kP256, pki::key_type_name(pki::KeyType::kP256)},
                       {pki::KeyType::kRsa2048, pki::key_type_name(pki::KeyType::kRsa2048)},
                       {pki::KeyType::kRsa4096, pki::key_type_name(pki::KeyType::kRsa4096)}})),
      row("p12_profile", &Policy::p12_profile, p12_profile()),
      row("file_name_form", &Policy::file_name_form,
          one_of<FileNameForm>({{FileNameForm::kDoubleUnderscore, "double-underscore"},
                                {FileNameForm::kSingleUnderscore, "single-underscore"}})),
      row("persona", &Policy::persona,
          one_of<Persona>({{Persona::kAlert, "alert"},
                           {Persona::kHttp400, "http-400"},
                           {Persona::kHttp403, "http-403"},
                           {Persona::kDrop, "drop"}})),
      row("ca_list", &Policy::ca_list,
          one_of<CaList>({{CaList::kRootAndIssuing, "root-and-issuing"},
                          {CaList::kRootOnly, "root-only"},
                          {CaList::kEmpty, "empty"}})),
      row("resumption", &Policy::resumption,
          one_of<Resumption>(
              {{Resumption::kOff, "off"}, {Resumption::kStrict, "strict"}, {Resumption::kLenient, "lenient"}})),
      row("tls_versions", &Policy::tls_versions,
          one_of<TlsVersions>(
              {{TlsVersions::kBoth, "both"}, {TlsVersions::kOnly12, "1.2"}, {TlsVersions::kOnly13, "1.3"}})),
      row("require_body", &Policy::require_body, one_of<bool>({{false, "false"}, {true, "true"}})),
  };
  return table;
}

Policy online_claims() {
  Policy policy;
  policy.validity = {.months = std::chrono::months(39)};
  policy.notice_rule = {ListedDays{.days = {90, 60, 30, 15}, .daily_from = 7}};
  return policy;
}

Policy nginx_front() {
  Policy policy;
  policy.expiry_boundary = ExpiryBoundary::kOpenssl;
  policy.persona = Persona::kHttp400;
  policy.resumption = Resumption::kLenient;
  return policy;
}

Policy openssl_front() {
  Policy policy;
  policy.expiry_boundary = ExpiryBoundary::kOpenssl;
  policy.resumption = Resumption::kLenient;
  return policy;
}

// The thresholds of two clients in use (protocol.md, the renewal API).
Policy two_months() {
  Policy policy;
  policy.notice_rule.counts = CalendarMonths{std::chrono::months(2), pki::kJst};
  policy.notice_boundary = NoticeBoundary::kExclusive;
  return policy;
}

Policy sixty_days() {
  Policy policy;
  policy.notice_rule.counts = Remaining{pki::days(60)};
  policy.notice_boundary = NoticeBoundary::kExclusive;
  return policy;
}

}  // namespace

const std::vector<std::string_view>& policy_keys() {
  static const auto keys = [] {
    std::vector<std::string_view> all;
    for (const auto& each : rows()) all.push_back(each.key);
    return all;
  }();
  return keys;
}

PolicyTexts policy_texts(const Policy& policy) {
  PolicyTexts texts;
  for (const auto& each : rows()) texts.emplace_back(each.key, each.write(policy));
  return texts;
}

Result<void> read_policy(Policy& policy, std::string_view key, std::string_view text) {
  const auto& all = rows();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Row& each) { return each.key == key; });
  if (found != all.end()) return found->read(policy, text);
  return Error(Errc::kRequestUnknownKey, "there is no policy \"" + std::string(key) + "\"",
               "read the policy of a sandbox to see all keys");
}

Result<Policy> named_policy(std::string_view name) {
  if (name == "weborca") return Policy{};
  if (name == "online-claims") return online_claims();
  if (name == "nginx-front") return nginx_front();
  if (name == "openssl-front") return openssl_front();
  if (name == "two-months") return two_months();
  if (name == "sixty-days") return sixty_days();
  return Error(Errc::kRequestBadValue, pki::in_quotes(name) + " is not a preset",
               "use weborca, online-claims, nginx-front, openssl-front, two-months or sixty-days");
}

}  // namespace orcamo::mock

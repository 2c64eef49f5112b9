#include "world/policy.hpp"

#include <string>

#include "world/policy_names.hpp"
#include "world_test_kit.hpp"

namespace orcamo::mock {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

struct Value {
  std::string key;
  std::string text;
  std::string canonical;
};

void PrintTo(const Value& row, std::ostream* out) { *out << row.key << " = " << row.text; }

std::string text_of(const Policy& policy, std::string_view key) {
  for (const auto& [name, text] : policy_texts(policy)) {
    if (name == key) return text;
  }
  return "no such key";
}

class PolicyValue : public ::testing::TestWithParam<Value> {};

TEST_P(PolicyValue, IsReadAndWritten) {
  Policy policy;

  ASSERT_THAT(read_policy(policy, GetParam().key, GetParam().text), IsOk());
  EXPECT_EQ(text_of(policy, GetParam().key), GetParam().canonical);
}

std::vector<Value> allowed_values() {
  std::vector<Value> rows;
  const auto add = [&](const char* key, std::initializer_list<const char*> texts) {
    for (const char* text : texts) rows.push_back({key, text, text});
  };
  add("notice_rule", {"90d", "P3M JST", "3x30d", "on 90/60/30/15d, daily 7d, after-expiry, once-a-day"});
  add("notice_boundary", {"inclusive", "exclusive", "jst-days"});
  add("expiry_boundary", {"inclusive", "openssl"});
  add("overlap", {"both-until-expiry", "old-dies-at-issue", "old-dies-on-first-use-of-new", "grace", "no-second-issue",
                  "renew-after-expiry"});
  add("grace", {"0d", "7d", "P1M"});
  add("renewal_window", {"any-time", "notice", "60d", "P2M"});
  add("renew_after_expiry", {"never", "always", "30d"});
  add("idempotency", {"same-token", "new-certificate"});
  add("link_lifetime", {"0d", "PT10M"});
  add("link_uses", {"unlimited", "1"});
  add("password_reveals", {"unlimited", "3"});
  add("validity", {"P3Y", "P3Y3M", "1095d", "P1M1DT1H1M1S"});
  add("key", {"as-before", "p-256", "rsa-2048", "rsa-4096"});
  add("p12_profile", {"as-before", "Modern2023", "LegacyDES", "LegacyRC2", "PBMAC1", "NameJapanese"});
  rows.push_back({"p12_profile", "windows-2016", "LegacyDES"});
  rows.push_back({"p12_profile", "NoChain+windows-2016", "LegacyDES+NoChain"});
  add("file_name_form", {"double-underscore", "single-underscore"});
  add("persona", {"alert", "http-400", "http-403", "drop"});
  add("ca_list", {"root-and-issuing", "root-only", "empty"});
  add("resumption", {"off", "strict", "lenient"});
  add("tls_versions", {"both", "1.2", "1.3"});
  add("require_body", {"true", "false"});
  rows.push_back({"validity", "39m", "PT39M"});
  rows.push_back({"grace", "36h", "P1DT12H"});
  return rows;
}

INSTANTIATE_TEST_SUITE_P(Allowed, PolicyValue, ::testing::ValuesIn(allowed_values()),
                         [](const auto& row) { return "Row" + std::to_string(row.index) + "_" + row.param.key; });

TEST(PolicyTest, HasATestedValueForEveryKey) {
  std::set<std::string> tested;
  for (const auto& row : allowed_values()) tested.insert(row.key);

  EXPECT_THAT(policy_keys(), ::testing::SizeIs(20));
  for (const auto key : policy_keys()) EXPECT_TRUE(tested.contains(std::string(key))) << key;
}

class BadPolicyValue : public ::testing::TestWithParam<Value> {};

TEST_P(BadPolicyValue, IsRefusedWithWhatIsAllowed) {
  Policy policy;

  const auto read = read_policy(policy, GetParam().key, GetParam().text);

  ASSERT_THAT(read, FailsWith(Errc::kRequestBadValue));
  EXPECT_THAT(read.error().message(), HasSubstr("reading \"" + GetParam().key + "\": "));
  EXPECT_THAT(read.error().hint(), HasSubstr(GetParam().canonical));
  EXPECT_EQ(policy_texts(policy), policy_texts(Policy{}));
}

INSTANTIATE_TEST_SUITE_P(
    Refused, BadPolicyValue,
    ::testing::Values(Value{"notice_rule", "soon", "90d"}, Value{"notice_boundary", "both", "jst-days"},
                      Value{"expiry_boundary", "", "inclusive or openssl"}, Value{"overlap", "grace(7d)", "grace"},
                      Value{"grace", "-1d", "90d"}, Value{"renewal_window", "-90d", "any-time"},
                      Value{"renew_after_expiry", "yes", "never"}, Value{"idempotency", "token", "same-token"},
                      Value{"link_lifetime", "1", "90d"}, Value{"link_uses", "0", "unlimited"},
                      Value{"link_uses", "1x", "unlimited"}, Value{"password_reveals", "-1", "unlimited"},
                      Value{"validity", "0d", "above zero"}, Value{"key", "dsa", "as-before, p-256"},
                      Value{"p12_profile", "Modern", "Modern2023, LegacyDES"},
                      Value{"file_name_form", "long", "double-underscore"},
                      Value{"persona", "http-500", "alert, http-400, http-403 or drop"},
                      Value{"ca_list", "all", "root-only"}, Value{"resumption", "on", "off, strict or lenient"},
                      Value{"tls_versions", "1.1", "both, 1.2 or 1.3"}, Value{"require_body", "1", "false or true"}),
    [](const auto& row) { return "Row" + std::to_string(row.index) + "_" + row.param.key; });

TEST(PolicyTest, HasNoOtherKeys) {
  Policy policy;

  EXPECT_THAT(read_policy(policy, "tolerance", "1d"), FailsWith(Errc::kRequestUnknownKey));
}

TEST(PolicyTest, ReadsBackWhatItWrites) {
  for (const char* preset : {"weborca", "online-claims", "nginx-front", "openssl-front", "two-months", "sixty-days"}) {
    const auto written = policy_texts(named_policy(preset).value());
    Policy read;
    for (const auto& [key, text] : written) EXPECT_THAT(read_policy(read, key, text), IsOk()) << key;
    EXPECT_EQ(policy_texts(read), written) << preset;
  }
}

TEST(PolicyTest, HasPresets) {
  EXPECT_EQ(policy_texts(named_policy("weborca").value()), policy_texts(Policy{}));
  const auto claims = named_policy("online-claims").value();
  EXPECT_EQ(text_of(claims, "validity"), "P3Y3M");
  EXPECT_EQ(text_of(claims, "notice_rule"), "on 90/60/30/15d, daily 7d");
  EXPECT_EQ(text_of(named_policy("nginx-front").value(), "persona"), "http-400");
  EXPECT_THAT(named_policy("apache"), FailsWith(Errc::kRequestBadValue));
}

class PolicyInUse : public SandboxTest {};

TEST_F(PolicyInUse, IsLeftAsItIsWhenAChangeFails) {
  const auto changed = sandbox.change_policy([](Policy& policy) -> pki::Result<void> {
    policy.persona = Persona::kDrop;
    return read_policy(policy, "persona", "rude");
  });

  EXPECT_THAT(changed, FailsWith(Errc::kRequestBadValue));
  EXPECT_EQ(text_of(*sandbox.policy(), "persona"), "alert");
}

TEST_F(PolicyInUse, IsThatOfTheBeginningAfterAReset) {
  set("validity", "1d");
  sandbox.reset();

  EXPECT_EQ(text_of(*sandbox.policy(), "validity"), "P3Y");
}

TEST_F(PolicyInUse, SaysHowLongACertificateLasts) {
  const auto now = sandbox.clock().now();
  set("validity", "P3Y3M");
  EXPECT_EQ(validity(issue()).not_after, pki::add_months(now, std::chrono::months(39), pki::kUtc));

  set("validity", "1095d");
  EXPECT_EQ(validity(issue()).not_after, now + days(1095));
  EXPECT_EQ(validity(issue_with(days(10))).not_before, now + days(10) - days(1095));
}

TEST_F(PolicyInUse, SaysOfWhatKindKeyAndFileAre) {
  set("key", "rsa-2048");
  set("p12_profile", "LegacyDES");
  set("file_name_form", "single-underscore");

  const auto generation = issue();

  EXPECT_EQ(generation->credential.key.type(), pki::KeyType::kRsa2048);
  EXPECT_EQ(generation->profile, P12Profile::kLegacyDes);
  EXPECT_EQ(generation->file_name, "0" + certificate(generation).serial() + "_JP_u00000001_client001.p12");
}

TEST_F(PolicyInUse, YieldsToWhatTheOrderSays) {
  set("key", "rsa-2048");
  set("p12_profile", "LegacyDES");
  IssueRequest order;
  order.key = pki::KeyType::kP256;
  order.profile = P12Profile::kModern2023;

  const auto generation = issue(std::move(order));

  EXPECT_EQ(generation->credential.key.type(), pki::KeyType::kP256);
  EXPECT_EQ(generation->profile, P12Profile::kModern2023);
}

TEST_F(PolicyInUse, ChangesTheKindAtARenewal) {
  const auto old = issue_with(days(9));
  const auto before = sandbox.request_renewal(certificate(old)).value().generation;
  set("p12_profile", "LegacyDES");

  const auto renewed = sandbox.request_renewal(certificate(old)).value().generation;

  EXPECT_NE(renewed, before);
  EXPECT_EQ(renewed->profile, P12Profile::kLegacyDes);
}

struct Window {
  const char* name;
  const char* policy;
  Seconds remaining;
  bool api;
  bool console;
};

void PrintTo(const Window& row, std::ostream* out) { *out << row.policy << " with " << row.remaining.count() << " s"; }

class RenewalWindowTest : public SandboxTest, public ::testing::WithParamInterface<Window> {};

TEST_P(RenewalWindowTest, OpensToTheSecond) {
  set("renewal_window", GetParam().policy);
  const auto for_console = issue_with(GetParam().remaining);
  IssueRequest order;
  order.identity.client = "client002";
  order.not_after = sandbox.clock().now() + GetParam().remaining;
  const auto for_api = issue(std::move(order));

  EXPECT_EQ(sandbox.request_renewal(certificate(for_api)).has_value(), GetParam().api);
  EXPECT_EQ(sandbox.replacement_for(certificate(for_console)).has_value(), GetParam().console);
}

INSTANTIATE_TEST_SUITE_P(Edge, RenewalWindowTest,
                         ::testing::Values(Window{"AnyTimeEarly", "any-time", days(90) + Seconds(1), true, false},
                                           Window{"AnyTimeNoticed", "any-time", days(90), true, true},
                                           Window{"NoticeEarly", "notice", days(90) + Seconds(1), false, false},
                                           Window{"Noticed", "notice", days(90), true, true},
                                           Window{"PeriodEarly", "30d", days(30) + Seconds(1), false, false},
                                           Window{"Period", "30d", days(30), true, true}),
                         [](const auto& row) { return std::string(row.param.name); });

TEST_F(PolicyInUse, HandsALinkOutAsOftenAsItSays) {
  set("link_uses", "2");
  const auto old = issue_with(days(9));
  const auto link = sandbox.request_renewal(certificate(old)).value();
  const auto fetch = [&](const std::string& token) { return sandbox.fetch(token, certificate(old)); };

  EXPECT_THAT(fetch(link.token), IsOk());
  EXPECT_THAT(fetch(link.token), IsOk());
  EXPECT_THAT(fetch(link.token), FailsWith(Errc::kLinkExpired));
  const auto again = sandbox.request_renewal(certificate(old)).value();
  EXPECT_EQ(again.generation, link.generation);
  EXPECT_THAT(fetch(again.token), IsOk());
}

TEST_F(PolicyInUse, LetsALinkLiveAsLongAsItSays) {
  set("link_lifetime", "PT10M");
  const auto old = issue_with(days(9));
  const auto link = sandbox.request_renewal(certificate(old)).value();

  real.advance(std::chrono::minutes(10));
  EXPECT_THAT(sandbox.fetch(link.token, certificate(old)), IsOk());
  real.advance(Seconds(1));
  EXPECT_THAT(sandbox.fetch(link.token, certificate(old)), FailsWith(Errc::kLinkExpired));
}

TEST_F(PolicyInUse, RevealsAPasswordAsOftenAsItSays) {
  set("password_reveals", "2");
  const auto old = issue_with(days(9));
  const auto renewed = sandbox.replacement_for(certificate(old)).value();

  EXPECT_TRUE(sandbox.may_reveal_password(*renewed).value());
  EXPECT_TRUE(sandbox.may_reveal_password(*renewed).value());
  EXPECT_FALSE(sandbox.may_reveal_password(*renewed).value());
}

TEST_F(PolicyInUse, AnswersASecondRequestAsItSays) {
  const auto old = issue_with(days(9));
  const auto first = sandbox.request_renewal(certificate(old)).value();
  EXPECT_EQ(sandbox.request_renewal(certificate(old)).value().token, first.token);

  set("idempotency", "new-certificate");
  const auto second = sandbox.request_renewal(certificate(old)).value();

  EXPECT_NE(second.generation, first.generation);
  EXPECT_NE(second.token, first.token);
  EXPECT_THAT(sandbox.trace(certificate(old).serial()).value().history.replaced_by,
              ElementsAre(first.generation, second.generation));
}

}  // namespace
}  // namespace orcamo::mock

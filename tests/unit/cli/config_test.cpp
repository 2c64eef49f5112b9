#include "cli/config.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "cli/config_schema.hpp"
#include "orcamo/testing/matchers.hpp"
#include "orcamo/testing/temporary_directory.hpp"
#include "surfaces/policy_json.hpp"

namespace orcamo::mock {
namespace {

using pki::Errc;
using testing::FailsWith;
using ::testing::HasSubstr;
using testing::IsOk;

class ConfigFile : public ::testing::Test {
 protected:
  testing::TemporaryDirectory home;
};

TEST_F(ConfigFile, IsReadAndChecked) {
  const auto config = load_config(home.write("mock.json", R"({"port": 8443})"));

  ASSERT_THAT(config, IsOk());
  EXPECT_EQ(*config, Json({{"port", 8443}}));
}

TEST_F(ConfigFile, IsNamedInEveryError) {
  for (const char* const text : {"{", R"({"prot": 1})", R"({"port": "x"})", R"({"port": 1, "port": 2})"}) {
    const auto config = load_config(home.write("mock.json", text));

    ASSERT_FALSE(config) << text;
    EXPECT_THAT(config.error().message(), HasSubstr((home / "mock.json").string())) << text;
  }
}

TEST_F(ConfigFile, MayBeOneMebibyteLong) {
  const std::string most(std::size_t{1 << 20} - 2, ' ');

  EXPECT_THAT(load_config(home.write("most.json", most + "{}")), IsOk());
  EXPECT_THAT(load_config(home.write("more.json", most + " {}")), FailsWith(Errc::kFileTooLarge));
}

TEST_F(ConfigFile, HasToBeAFileThatCanBeRead) {
  std::filesystem::create_symlink("circle.json", home / "circle.json");

  EXPECT_THAT(load_config(home / "none.json"), FailsWith(Errc::kFileUnreadable));
  EXPECT_THAT(load_config(home.path()), FailsWith(Errc::kFileUnreadable));
  EXPECT_THAT(load_config(home / "circle.json"), FailsWith(Errc::kFileUnreadable));
}

TEST_F(ConfigFile, SaysWhyItCannotBeRead) {
  EXPECT_THAT(load_config(home / "none.json").error().message(), HasSubstr("No such file"));
  EXPECT_THAT(load_config(home.path()).error().message(), HasSubstr("directory"));
}

TEST(Config, SetsWhatItNamesAndNothingElse) {
  ServeOptions options = default_serve_options();
  options.server.admin_port = 8480;
  options.server.server_names = {"old.test"};

  ASSERT_THAT(apply_config(options, {{"port", 8443}, {"server_names", {"a.test", "b.test"}}, {"tls", "1.3"}}), IsOk());

  EXPECT_EQ(options.server.port, 8443);
  EXPECT_EQ(options.server.admin_port, 8480);
  EXPECT_THAT(options.server.server_names, ::testing::ElementsAre("a.test", "b.test"));
  EXPECT_EQ(options.server.tls_versions, TlsVersions::kOnly13);
}

TEST(Config, TakesAPresetAndExceptionsFromIt) {
  ServeOptions options;

  ASSERT_THAT(apply_config(options, {{"policy", {{"persona", "drop"}, {"preset", "nginx-front"}, {"link_uses", 1}}}}),
              IsOk());

  EXPECT_EQ(options.server.policy.persona, Persona::kDrop);
  EXPECT_EQ(options.server.policy.resumption, Resumption::kLenient);
  EXPECT_EQ(options.server.policy.link_uses, 1U);
}

TEST(Config, NamesThePlaceOfAValueThatFitsTheSchemaOnly) {
  ServeOptions options;

  const auto time = apply_config(options, {{"now", "tomorrow"}});
  const auto rule = apply_config(options, {{"policy", {{"notice_rule", "soon"}}}});

  ASSERT_THAT(time, FailsWith(Errc::kTimeMalformed));
  EXPECT_THAT(time.error().message(), HasSubstr("/now: "));
  ASSERT_THAT(rule, FailsWith(Errc::kRequestBadValue));
  EXPECT_THAT(rule.error().message(), HasSubstr("/policy: reading \"notice_rule\": "));
}

TEST(Config, TakesSandboxes) {
  ServeOptions options;
  const Json sandboxes = Json::parse(R"([{"id": "a1", "policy": {"overlap": "grace"}}, {"scenario": "expired"}])");

  ASSERT_THAT(apply_config(options, {{"sandboxes", sandboxes}}), IsOk());

  EXPECT_EQ(options.sandboxes, sandboxes);
}

TEST(Config, TakesFaultsOfTheDefaultSandbox) {
  ServeOptions options;
  const Json faults = Json::parse(R"([{"where": "renewal", "kind": "hang"}])");

  ASSERT_THAT(apply_config(options, {{"faults", faults}}), IsOk());

  EXPECT_EQ(options.faults, faults);
  EXPECT_EQ(config_json(options)["faults"], faults);
  const auto refused = apply_config(options, {{"faults", {{{"where", "renewal"}, {"kind", "explode"}}}}});
  EXPECT_THAT(refused, FailsWith(Errc::kRequestBadValue));
  EXPECT_THAT(refused.error().message(), HasSubstr("/faults: "));
}

TEST(Config, NamesThePlaceOfASandboxThatCannotBe) {
  ServeOptions options;

  const auto rule = apply_config(options, {{"sandboxes", {Json::object(), {{"policy", {{"grace", "soon"}}}}}}});
  const auto clock = apply_config(options, {{"sandboxes", {{{"clock", {{"rate", 2}}}}}}});

  ASSERT_FALSE(rule);
  EXPECT_THAT(rule.error().message(), HasSubstr("/sandboxes/1: "));
  ASSERT_THAT(clock, FailsWith(Errc::kRequestBadValue));
  EXPECT_THAT(clock.error().message(), HasSubstr("/sandboxes/0: "));
  EXPECT_EQ(options.sandboxes, Json::array());
}

TEST(Config, HasEachSandboxOnce) {
  ServeOptions options;

  const auto twice = apply_config(options, {{"sandboxes", {{{"id", "a1"}}, {{"id", "b1"}}, {{"id", "a1"}}}}});
  const auto first = apply_config(options, {{"sandboxes", {{{"id", "default"}}}}});

  ASSERT_THAT(twice, FailsWith(Errc::kRequestBadValue));
  EXPECT_THAT(twice.error().message(), HasSubstr("/sandboxes/2/id: "));
  EXPECT_THAT(first, FailsWith(Errc::kRequestBadValue));
  EXPECT_THAT(apply_config(options, {{"sandboxes", {Json::object(), Json::object()}}}), IsOk());
}

TEST(Config, OfOptionsHasNoSecrets) {
  ServeOptions options;
  const Json sandboxes = Json::parse(R"([{"facilities": [{"clients": [{"client": "1", "password": "geheim"}]}]}])");
  ASSERT_THAT(apply_config(options, {{"sandboxes", sandboxes}}), IsOk());

  const Json written = config_json(options);

  EXPECT_EQ(written["sandboxes"], Json::parse(R"([{"facilities": [{"clients": [{"client": "1"}]}]}])"));
  EXPECT_EQ(options.sandboxes, sandboxes);
}

TEST(Config, OfOptionsIsWhatTheSchemaAllows) {
  EXPECT_THAT(check_config(config_json(default_serve_options())), IsOk());
}

TEST(Config, OfOptionsGivesTheSameOptions) {
  const Json config{{"bind", "127.0.0.2"},
                    {"port", 8443},
                    {"admin_port", 8480},
                    {"now", "now+3y"},
                    {"ready_file", "ready.json"},
                    {"ca_file", "ca.pem"},
                    {"server_names", {"a.test", "b.test"}},
                    {"threads", 3},
                    {"tls", "1.2"},
                    {"log_format", "json"},
                    {"log_level", "off"},
                    {"allow_remote", true},
                    {"sandboxes", Json::parse(R"([{"id": "a1", "seed": 7}, {"scenario": "renewed"}])")},
                    {"policy", {{"preset", "online-claims"}, {"require_body", true}, {"password_reveals", 2}}}};
  ServeOptions first;
  ASSERT_THAT(apply_config(first, config), IsOk());

  const Json written = config_json(first);
  ServeOptions second;
  ASSERT_THAT(check_config(written), IsOk());
  ASSERT_THAT(apply_config(second, written), IsOk());

  EXPECT_EQ(config_json(second), written);
  for (const auto& [key, value] : config.items()) {
    EXPECT_EQ(written[key], key == "policy" ? policy_json(first.server.policy) : value) << key;
  }
}

}  // namespace
}  // namespace orcamo::mock

#include "cli/config_schema.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "cli/serve_settings.hpp"
#include "orcamo/testing/matchers.hpp"
#include "surfaces/policy_json.hpp"
#include "world/policy_names.hpp"

namespace orcamo::mock {
namespace {

using pki::Errc;
using testing::FailsWith;
using ::testing::HasSubstr;
using testing::IsOk;
using ::testing::Not;
using ::testing::UnorderedElementsAreArray;

using Keys = std::vector<std::string>;

const Json& properties() { return config_schema()["properties"]; }
const Json& policy_properties() { return config_schema()["definitions"]["policy"]["properties"]; }

Keys keys_of(const Json& object) {
  Keys keys;
  for (const auto& [key, value] : object.items()) keys.push_back(key);
  return keys;
}

// The schema and the table of settings say the same, both ways.

TEST(ConfigSchema, HasTheKeysThatTheProgramReads) {
  Keys read{"$schema", "policy"};
  for (const Setting& setting : serve_settings()) read.push_back(setting.key());

  EXPECT_THAT(keys_of(properties()), UnorderedElementsAreArray(read));
}

TEST(ConfigSchema, SaysOfASettingWhatHelpSays) {
  for (const Setting& setting : serve_settings())
    EXPECT_EQ(properties()[setting.key()]["description"], setting.help) << setting.key();
}

TEST(ConfigSchema, HasTheDefaultsOfTheProgram) {
  for (const Setting& setting : serve_settings()) {
    const bool depends_on_the_machine = setting.key() == "threads";
    const Json shown = depends_on_the_machine ? Json() : setting.write(default_serve_options());
    EXPECT_EQ(properties()[setting.key()].value("default", Json()), shown) << setting.key();
  }
}

TEST(ConfigSchema, HasTheValuesOfTheProgram) {
  for (const Setting& setting : serve_settings()) {
    const Json& part = properties()[setting.key()];
    if (!setting.choices.empty()) {
      EXPECT_EQ(part.value("enum", Json()), Json(setting.choices)) << setting.key();
      continue;
    }
    const Json type = part.value("type", Json());
    EXPECT_EQ(type == "boolean", setting.takes == Setting::Takes::kNothing) << setting.key();
    EXPECT_EQ(type == "array", setting.takes == Setting::Takes::kSeveral) << setting.key();
    if (type != "integer") continue;
    ServeOptions options;
    const auto least = part["minimum"].get<std::int64_t>();
    EXPECT_THAT(setting.read(options, {std::to_string(least)}), IsOk()) << setting.key();
    EXPECT_THAT(setting.read(options, {std::to_string(least - 1)}), FailsWith(Errc::kRequestBadValue));
    if (!part.contains("maximum")) continue;
    const auto greatest = part["maximum"].get<std::int64_t>();
    EXPECT_THAT(setting.read(options, {std::to_string(greatest)}), IsOk()) << setting.key();
    EXPECT_THAT(setting.read(options, {std::to_string(greatest + 1)}), FailsWith(Errc::kRequestBadValue));
  }
}

TEST(ConfigSchema, HasThePoliciesThatTheProgramReads) {
  Keys read{"preset"};
  for (const auto key : policy_keys()) read.emplace_back(key);

  EXPECT_THAT(keys_of(policy_properties()), UnorderedElementsAreArray(read));
}

TEST(ConfigSchema, HasTheDefaultsOfPolicies) {
  const Json policy = policy_json(Policy());

  for (const auto& [key, value] : policy.items()) EXPECT_EQ(policy_properties()[key]["default"], value) << key;
}

// A refusal's hint names every value that there is: "use a, b or c".
Keys words_of(std::string hint) {
  hint.erase(0, std::string("use ").size());
  if (const auto last = hint.rfind(" or "); last != std::string::npos) hint.replace(last, 4, ", ");
  Keys words;
  for (std::size_t begin = 0; begin < hint.size();) {
    const auto end = std::min(hint.find(", ", begin), hint.size());
    words.push_back(hint.substr(begin, end - begin));
    begin = end + 2;
  }
  return words;
}

Keys values_of_policy(const std::string& key) {
  Policy policy;
  return words_of(read_policy(policy, key, "no such value").error().hint());
}

TEST(ConfigSchema, HasTheValuesOfPolicies) {
  int compared = 0;
  for (const auto& [key, part] : policy_properties().items()) {
    if (key == "preset" || !part.contains("enum")) continue;
    EXPECT_EQ(part["enum"], Json(values_of_policy(key))) << key;
    ++compared;
  }
  EXPECT_GE(compared, 11);
}

TEST(ConfigSchema, HasThePresets) {
  const std::string allowed = named_policy("no such preset").error().hint();
  const Json& presets = policy_properties()["preset"]["enum"];

  for (const Json& preset : presets) {
    EXPECT_THAT(named_policy(preset.get<std::string>()), IsOk());
    EXPECT_THAT(allowed, HasSubstr(preset.get<std::string>()));
  }
  EXPECT_EQ(presets.size(), words_of(allowed).size());
}

TEST(ConfigSchema, AllowsNoOtherKeyAnywhere) {
  EXPECT_EQ(config_schema()["additionalProperties"], false);
  for (const auto& [name, definition] : config_schema()["definitions"].items())
    EXPECT_EQ(definition["additionalProperties"], false) << name;
}

struct Misfit {
  const char* name;
  const char* config;
  Errc code;
  const char* message;
  const char* hint;
};

class ConfigMisfit : public ::testing::TestWithParam<Misfit> {};

TEST_P(ConfigMisfit, IsNamedWithItsPointerAndTheRemedy) {
  const auto checked = check_config(Json::parse(GetParam().config));

  ASSERT_THAT(checked, FailsWith(GetParam().code));
  EXPECT_EQ(checked.error().message(), GetParam().message);
  EXPECT_THAT(checked.error().hint(), HasSubstr(GetParam().hint));
}

INSTANTIATE_TEST_SUITE_P(
    All, ConfigMisfit,
    ::testing::Values(Misfit{"UnknownKey", R"({"prot": 1})", Errc::kRequestUnknownKey, R"(the key "prot" is unknown)",
                             R"(did you mean "port"?)"},
                      Misfit{"OptionForAKey", R"({"admin-port": 1})", Errc::kRequestUnknownKey,
                             R"(the key "admin-port" is unknown)", R"(did you mean "admin_port"?)"},
                      Misfit{"UnknownPolicy", R"({"policy": {"overlpa": "grace"}})", Errc::kRequestUnknownKey,
                             R"(/policy: the key "overlpa" is unknown)", R"(did you mean "overlap"?)"},
                      Misfit{"NotAnObject", "[]", Errc::kRequestBadValue, "the whole file: a list is not allowed here",
                             "write an object"},
                      Misfit{"Null", "null", Errc::kRequestBadValue, "the whole file: null is not allowed here",
                             "write an object"},
                      Misfit{"TextForANumber", R"({"port": "8443"})", Errc::kRequestBadValue,
                             R"(/port: "8443" is not allowed here)", "write a whole number from 0 to 65535"},
                      Misfit{"TooGreat", R"({"port": 65536})", Errc::kRequestBadValue,
                             "/port: 65536 is not allowed here", "write a whole number from 0 to 65535"},
                      Misfit{"BelowZero", R"({"port": -1})", Errc::kRequestBadValue, "/port: -1 is not allowed here",
                             "write a whole number from 0 to 65535"},
                      Misfit{"Fraction", R"({"threads": 1.5})", Errc::kRequestBadValue,
                             "/threads: 1.5 is not allowed here", "write a whole number from 1 to 64"},
                      Misfit{"NoneOfThem", R"({"tls": "1.1"})", Errc::kRequestBadValue,
                             R"(/tls: "1.1" is not allowed here)", R"(write "any", "1.2" or "1.3")"},
                      Misfit{"NumberForAName", R"({"tls": 1.2})", Errc::kRequestBadValue,
                             "/tls: 1.2 is not allowed here", R"(write "any", "1.2" or "1.3")"},
                      Misfit{"TextForAList", R"({"server_names": "a.test"})", Errc::kRequestBadValue,
                             R"(/server_names: "a.test" is not allowed here)", "write a list"},
                      Misfit{"ElementOfAList", R"({"server_names": ["a.test", 7]})", Errc::kRequestBadValue,
                             "/server_names/1: 7 is not allowed here", "write a string that is not empty"},
                      Misfit{"EmptyText", R"({"ca_file": ""})", Errc::kRequestBadValue,
                             R"(/ca_file: "" is not allowed here)", "write a string that is not empty"},
                      Misfit{"TextForTruth", R"({"allow_remote": "yes"})", Errc::kRequestBadValue,
                             R"(/allow_remote: "yes" is not allowed here)", "write true or false"},
                      Misfit{"ObjectForText", R"({"bind": {}})", Errc::kRequestBadValue,
                             "/bind: an object is not allowed here", "write a string"},
                      Misfit{"NullForAValue", R"({"now": null})", Errc::kRequestBadValue,
                             "/now: null is not allowed here", "write a string"},
                      Misfit{"PolicyOfAnotherName", R"({"policy": {"overlap": "none"}})", Errc::kRequestBadValue,
                             R"(/policy/overlap: "none" is not allowed here)", R"("both-until-expiry", )"},
                      Misfit{"EitherOr", R"({"policy": {"link_uses": 0}})", Errc::kRequestBadValue,
                             "/policy/link_uses: 0 is not allowed here",
                             R"(write a whole number from 1 to 4294967295 or "unlimited")"},
                      Misfit{"TextForAPolicy", R"({"policy": "nginx-front"})", Errc::kRequestBadValue,
                             R"(/policy: "nginx-front" is not allowed here)", "write an object"}),
    [](const auto& each) { return each.param.name; });

TEST(ConfigSchema, TellsThePlaceOfALongValueWithoutAllOfIt) {
  const auto checked = check_config({{"tls", std::string(10'000, 'x')}});

  ASSERT_THAT(checked, FailsWith(Errc::kRequestBadValue));
  EXPECT_EQ(checked.error().message(), "/tls: this string is not allowed here");
}

TEST(ConfigSchema, AllowsEditorsToNameIt) { EXPECT_THAT(check_config({{"$schema", "config.schema.json"}}), IsOk()); }

TEST(ConfigSchema, AllowsTheEmptyConfig) { EXPECT_THAT(check_config(Json::object()), IsOk()); }

}  // namespace
}  // namespace orcamo::mock

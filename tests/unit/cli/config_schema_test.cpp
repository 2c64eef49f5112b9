#include "cli/config_schema.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "cli/serve_settings.hpp"
#include "orcamo/testing/matchers.hpp"
#include "surfaces/policy_json.hpp"
#include "surfaces/sandbox_order.hpp"
#include "world/fault.hpp"
#include "world/policy_names.hpp"
#include "world/scenario.hpp"

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
  Keys read{"$schema", "policy", "faults", "sandboxes"};
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
    const Json& listed = part.contains("anyOf") ? part["anyOf"][0] : part;  // a pattern may stand beside the list
    if (key == "preset" || !listed.contains("enum")) continue;
    EXPECT_EQ(listed["enum"], Json(values_of_policy(key))) << key;
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

const Json& properties_of(const std::string& definition) {
  return config_schema()["definitions"][definition]["properties"];
}

// A refusal's hint names every key that there is: "known keys: a b c".
Keys keys_in(const std::string& hint) {
  std::istringstream words(hint.substr(hint.rfind(": ") + 2));
  return {std::istream_iterator<std::string>(words), {}};
}

struct Part {
  const char* definition;
  const char* order;  // with an unknown key there
};

class ConfigSandboxPart : public ::testing::TestWithParam<Part> {};

TEST_P(ConfigSandboxPart, HasTheKeysThatAnOrderHas) {
  const auto refused = read_sandbox_order(Json::parse(GetParam().order), {});

  ASSERT_THAT(refused, FailsWith(Errc::kRequestUnknownKey));
  EXPECT_THAT(keys_of(properties_of(GetParam().definition)),
              UnorderedElementsAreArray(keys_in(refused.error().hint())));
}

INSTANTIATE_TEST_SUITE_P(All, ConfigSandboxPart,
                         ::testing::Values(Part{"sandbox", R"({"?": 1})"}, Part{"clock", R"({"clock": {"?": 1}})"},
                                           Part{"facility", R"({"facilities": [{"?": 1}]})"},
                                           Part{"client", R"({"facilities": [{"clients": [{"?": 1}]}]})"},
                                           Part{"fault", R"({"faults": [{"?": 1}]})"}),
                         [](const auto& each) { return each.param.definition; });

Keys scenario_names() {
  Keys names;
  for (const Scenario& scenario : scenarios()) names.emplace_back(scenario.name);
  return names;
}

TEST(ConfigSchema, HasThePlacesAndKindsOfFaults) {
  Keys places;
  for (const Place place : all_places()) places.emplace_back(place_name(place));
  Keys kinds;
  for (const FaultKind kind : all_fault_kinds()) kinds.emplace_back(fault_kind_name(kind));

  EXPECT_EQ(properties_of("fault")["where"]["enum"], Json(places));
  EXPECT_EQ(properties_of("fault")["kind"]["enum"], Json(kinds));
}

TEST(ConfigSchema, HasTheValuesOfAnOrder) {
  EXPECT_EQ(properties_of("clock")["mode"]["enum"], Json(words_of(parse_clock_mode("?").error().hint())));
  EXPECT_EQ(properties_of("sandbox")["scenario"]["enum"], Json(scenario_names()));
  EXPECT_EQ(properties_of("client")["key"]["enum"], Json({"p-256", "rsa-2048", "rsa-4096"}));
  for (const Json& key : properties_of("client")["key"]["enum"])
    EXPECT_THAT(pki::parse_key_type(key.get<std::string>()), IsOk());
  for (const Json& profile : properties_of("client")["p12_profile"]["anyOf"][0]["enum"])
    EXPECT_THAT(parse_p12_profile(profile.get<std::string>()), IsOk());
  EXPECT_EQ(properties_of("client")["shape"]["enum"], Json(words_of(parse_certificate_shape("?").error().hint())));
}

TEST(ConfigSchema, AllowsWhatASandboxMayBe) {
  const Json sandbox = Json::parse(R"({"id": "a1", "seed": 18446744073709551615,
      "clock": {"now": "2031-01-01T00:00:00Z", "mode": "rate", "rate": 0.5}, "policy": {"preset": "nginx-front"},
      "time_to_live": "PT10M", "port": true, "scenario": "fresh",
      "faults": [{"where": "rpc", "method": "end_session", "facility": "1", "serial": "482913", "after": 1, "times": 2,
                  "probability": 0.5, "kind": "answer", "status": 429, "body": "", "headers": {"Retry-After": "2"},
                  "delay": "5ms"},
                 {"where": "renewal", "kind": "pass", "value": 12},
                 {"where": "download", "kind": "truncate", "octets": -1},
                 {"where": "download", "kind": "reset", "octets": "half"},
                 {"where": "download", "kind": "drip", "per_second": 100}],
      "facilities": [{"facility": "1", "clients": [{"client": "2", "not_after": "now+1d", "not_before": "now-1d",
                                                    "key": "rsa-2048", "p12_profile": "LegacyDES+NoChain", "password": "abc",
                                                    "shape": "no-eku"}]}]})");

  EXPECT_THAT(check_config({{"sandboxes", {sandbox, {{"port", 8443}}, Json::object()}}}), IsOk());
  EXPECT_THAT(read_sandbox_order(sandbox, {}), IsOk());
}

TEST(ConfigSchema, LeavesOutSecretsOnly) {
  const Json config = Json::parse(R"({"port": 1, "sandboxes": [{"id": "a1", "facilities": [
      {"facility": "1", "clients": [{"client": "1", "password": "geheim"}, {"password": "geheim"}]}]}]})");
  const Json expected = Json::parse(R"({"port": 1, "sandboxes": [{"id": "a1", "facilities": [
      {"facility": "1", "clients": [{"client": "1"}, {}]}]}]})");

  EXPECT_EQ(without_secrets(config), expected);
}

TEST(ConfigSchema, QuotesNoSecret) {
  const auto checked =
      check_config(Json::parse(R"({"sandboxes": [{"facilities": [{"clients": [{"password": 271828}]}]}]})"));

  ASSERT_THAT(checked, FailsWith(Errc::kRequestBadValue));
  EXPECT_EQ(checked.error().message(), "/sandboxes/0/facilities/0/clients/0/password: this value is not allowed here");
  EXPECT_THAT(checked.error().hint(), Not(HasSubstr("271828")));
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
    ::testing::Values(
        Misfit{"UnknownKey", R"({"prot": 1})", Errc::kRequestUnknownKey, R"(the key "prot" is unknown)",
               R"(did you mean "port"?)"},
        Misfit{"KeyOfControls", R"({"admin\u007fport\n": 1})", Errc::kRequestUnknownKey,
               R"(the key "admin?port?" is unknown)", R"(did you mean "admin_port"?)"},
        Misfit{"OptionForAKey", R"({"admin-port": 1})", Errc::kRequestUnknownKey, R"(the key "admin-port" is unknown)",
               R"(did you mean "admin_port"?)"},
        Misfit{"UnknownPolicy", R"({"policy": {"overlpa": "grace"}})", Errc::kRequestUnknownKey,
               R"(/policy: the key "overlpa" is unknown)", R"(did you mean "overlap"?)"},
        Misfit{"NotAnObject", "[]", Errc::kRequestBadValue, "the whole file: a list is not allowed here",
               "write an object"},
        Misfit{"Null", "null", Errc::kRequestBadValue, "the whole file: null is not allowed here", "write an object"},
        Misfit{"TextForANumber", R"({"port": "8443"})", Errc::kRequestBadValue, R"(/port: "8443" is not allowed here)",
               "write a whole number from 0 to 65535"},
        Misfit{"TooGreat", R"({"port": 65536})", Errc::kRequestBadValue, "/port: 65536 is not allowed here",
               "write a whole number from 0 to 65535"},
        Misfit{"BelowZero", R"({"port": -1})", Errc::kRequestBadValue, "/port: -1 is not allowed here",
               "write a whole number from 0 to 65535"},
        Misfit{"Fraction", R"({"threads": 1.5})", Errc::kRequestBadValue, "/threads: 1.5 is not allowed here",
               "write a whole number from 1 to 64"},
        Misfit{"NoneOfThem", R"({"tls": "1.1"})", Errc::kRequestBadValue, R"(/tls: "1.1" is not allowed here)",
               R"(write "any", "1.2" or "1.3")"},
        Misfit{"NumberForAName", R"({"tls": 1.2})", Errc::kRequestBadValue, "/tls: 1.2 is not allowed here",
               R"(write "any", "1.2" or "1.3")"},
        Misfit{"TextForAList", R"({"server_names": "a.test"})", Errc::kRequestBadValue,
               R"(/server_names: "a.test" is not allowed here)", "write a list"},
        Misfit{"ElementOfAList", R"({"server_names": ["a.test", 7]})", Errc::kRequestBadValue,
               "/server_names/1: 7 is not allowed here", "write a string that is not empty"},
        Misfit{"EmptyText", R"({"ca_file": ""})", Errc::kRequestBadValue, R"(/ca_file: "" is not allowed here)",
               "write a string that is not empty"},
        Misfit{"TextForTruth", R"({"allow_remote": "yes"})", Errc::kRequestBadValue,
               R"(/allow_remote: "yes" is not allowed here)", "write true or false"},
        Misfit{"ObjectForText", R"({"bind": {}})", Errc::kRequestBadValue, "/bind: an object is not allowed here",
               "write a string"},
        Misfit{"NullForAValue", R"({"now": null})", Errc::kRequestBadValue, "/now: null is not allowed here",
               "write a string"},
        Misfit{"PolicyOfAnotherName", R"({"policy": {"overlap": "none"}})", Errc::kRequestBadValue,
               R"(/policy/overlap: "none" is not allowed here)", R"("both-until-expiry", )"},
        Misfit{"EitherOr", R"({"policy": {"link_uses": 0}})", Errc::kRequestBadValue,
               "/policy/link_uses: 0 is not allowed here",
               R"(write a whole number from 1 to 4294967295 or "unlimited")"},
        Misfit{"UnknownKeyOfASandbox", R"({"sandboxes": [{}, {"polcy": {}}]})", Errc::kRequestUnknownKey,
               R"(/sandboxes/1: the key "polcy" is unknown)", R"(did you mean "policy"?)"},
        Misfit{"UnknownKeyOfAClient", R"({"sandboxes": [{"facilities": [{"clients": [{"name": ""}]}]}]})",
               Errc::kRequestUnknownKey, R"(/sandboxes/0/facilities/0/clients/0: the key "name" is unknown)",
               "known keys: client not_before"},
        Misfit{"NotPartOfAHostName", R"({"sandboxes": [{"id": "A_1"}]})", Errc::kRequestBadValue,
               R"(/sandboxes/0/id: "A_1" is not allowed here)", "write a string that matches ^[a-z0-9]"},
        Misfit{"SeedBelowZero", R"({"sandboxes": [{"seed": -1}]})", Errc::kRequestBadValue,
               "/sandboxes/0/seed: -1 is not allowed here", "write a whole number from 0"},
        Misfit{"PolicyOfASandbox", R"({"sandboxes": [{"policy": {"persona": 4}}]})", Errc::kRequestBadValue,
               "/sandboxes/0/policy/persona: 4 is not allowed here", R"(write "alert", )"},
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

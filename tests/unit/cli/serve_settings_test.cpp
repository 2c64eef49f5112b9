#include "cli/serve_settings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "orcamo/testing/matchers.hpp"

namespace orcamo::mock {
namespace {

using testing::FailsWith;
using testing::IsOk;

const Setting& setting_of(const std::string& key) {
  for (const Setting& setting : serve_settings()) {
    if (setting.key() == key) return setting;
  }
  throw std::out_of_range(key);
}

TEST(ServeSettings, AreNamedAlikeEverywhere) {
  const Setting& one = setting_of("admin_port");
  EXPECT_EQ(one.option(), "--admin-port");
  EXPECT_EQ(one.variable(), "ORCAMO_ADMIN_PORT");

  const Setting& several = setting_of("server_names");
  EXPECT_EQ(several.option(), "--server-name");
  EXPECT_EQ(several.variable(), "ORCAMO_SERVER_NAME");
}

TEST(ServeSettings, HaveANameEach) {
  std::set<std::string> keys;

  for (const Setting& setting : serve_settings()) EXPECT_TRUE(keys.insert(setting.key()).second) << setting.key();
}

struct Value {
  std::string key;
  std::vector<std::string> texts;
  Json written;
};

// Of each setting one that is not its default.
std::vector<Value> other_values() {
  return {{"bind", {"127.0.0.2"}, "127.0.0.2"},
          {"port", {"8443"}, 8443},
          {"admin_port", {"65535"}, 65535},
          {"admin_bind", {"127.0.0.3"}, "127.0.0.3"},
          {"admin_token_file", {"admin.token"}, "admin.token"},
          {"now", {"now+3y"}, "now+3y"},
          {"state", {"mock.db"}, "mock.db"},
          {"seed", {"18446744073709551615"}, 18446744073709551615U},
          {"ready_file", {"ready.json"}, "ready.json"},
          {"ca_file", {"ca.pem"}, "ca.pem"},
          {"server_names", {"a.test", "b.test"}, {"a.test", "b.test"}},
          {"max_sandboxes", {"1"}, 1},
          {"threads", {"64"}, 64},
          {"tls", {"1.3"}, "1.3"},
          {"log_format", {"json"}, "json"},
          {"log_level", {"off"}, "off"},
          {"allow_remote", {"yes"}, true}};
}

class SettingValue : public ::testing::TestWithParam<Value> {};

TEST_P(SettingValue, IsWrittenAsItWasRead) {
  const Setting& setting = setting_of(GetParam().key);
  ServeOptions options = default_serve_options();

  ASSERT_THAT(setting.read(options, GetParam().texts), IsOk());

  EXPECT_EQ(setting.write(options), GetParam().written);
  EXPECT_NE(setting.write(default_serve_options()), GetParam().written) << "the default shows nothing";
}

INSTANTIATE_TEST_SUITE_P(All, SettingValue, ::testing::ValuesIn(other_values()),
                         [](const auto& each) { return each.param.key; });

TEST(ServeSettings, AreEachReadAndWrittenByATest) {
  std::set<std::string> tested;
  for (const Value& value : other_values()) tested.insert(value.key);

  for (const Setting& setting : serve_settings()) EXPECT_TRUE(tested.contains(setting.key())) << setting.key();
}

TEST(ServeSettings, NeverChangeWhatIsWrong) {
  const std::vector<std::pair<std::string, std::string>> mistakes{{"port", "65536"},
                                                                  {"port", "-1"},
                                                                  {"port", ""},
                                                                  {"port", "80x"},
                                                                  {"threads", "0"},
                                                                  {"seed", "-1"},
                                                                  {"seed", "18446744073709551616"},
                                                                  {"threads", "65"},
                                                                  {"tls", "1.1"},
                                                                  {"log_format", "x"},
                                                                  {"log_level", "INFO"},
                                                                  {"allow_remote", "maybe"}};
  for (const auto& [key, text] : mistakes) {
    const Setting& setting = setting_of(key);
    ServeOptions options = default_serve_options();

    EXPECT_THAT(setting.read(options, {text}), FailsWith(pki::Errc::kRequestBadValue)) << key << " " << text;
    EXPECT_EQ(setting.write(options), setting.write(default_serve_options())) << key;
  }
}

TEST(ServeSettings, KnowATime) {
  ServeOptions options;

  EXPECT_THAT(setting_of("now").read(options, {"tomorrow"}), FailsWith(pki::Errc::kTimeMalformed));
  EXPECT_EQ(options.now, "");
}

}  // namespace
}  // namespace orcamo::mock

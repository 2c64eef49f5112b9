#include "cli/config_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "orcamo/testing/matchers.hpp"

namespace orcamo::mock {
namespace {

using testing::FailsWith;
using ::testing::HasSubstr;
using testing::IsOk;
using ::testing::Not;

TEST(ConfigText, IsJson) {
  const auto config = parse_config(R"({"port": 8443, "server_names": ["a.test"]})");

  ASSERT_THAT(config, IsOk());
  EXPECT_EQ((*config)["port"], 8443);
  EXPECT_EQ((*config)["server_names"][0], "a.test");
}

TEST(ConfigText, MayBeginWithAByteOrderMark) {
  const auto config = parse_config("\xEF\xBB\xBF{\"port\": 8443}");

  ASSERT_THAT(config, IsOk());
  EXPECT_EQ((*config)["port"], 8443);
}

struct Mistake {
  const char* name;
  std::string text;
  std::string told;
};

class ConfigMistake : public ::testing::TestWithParam<Mistake> {};

TEST_P(ConfigMistake, IsNamedWithItsPlace) {
  const auto config = parse_config(GetParam().text);

  ASSERT_THAT(config, FailsWith(pki::Errc::kRequestMalformed));
  EXPECT_THAT(config.error().message(), HasSubstr(GetParam().told));
}

INSTANTIATE_TEST_SUITE_P(
    All, ConfigMistake,
    ::testing::Values(
        Mistake{"Empty", "", "it is empty"}, Mistake{"White", " \r\n\t", "it is empty"},
        Mistake{"OnlyAByteOrderMark", "\xEF\xBB\xBF", "it is empty"},
        Mistake{"CommaAtTheEnd", "{\"port\": 1,}", "line 1, column 12: unexpected '}'"},
        Mistake{"Unended", "{\"port\": 1", "line 1, column 11: unexpected end of input"},
        Mistake{"LaterLine", "{\n  \"port\": 1,\n  \"tls\" \"any\"\n}", "line 3, column 13"},
        Mistake{"LineEndsOfWindows", "{\r\n  \"port\" 1\r\n}", "line 2, column 10"},
        Mistake{"CountsCharacters", "{\"\xE8\xA8\xBA\": \"\xE7\x99\x82\" 1}", "line 1, column 11"},
        Mistake{"ByteOrderMarkIsNoColumn", "\xEF\xBB\xBF{\"port\" 1}", "line 1, column 9"},
        Mistake{"Comment", "{\n// none\n}", "line 2, column 1"},
        Mistake{"SomethingBehindIt", "{} {}", "line 1, column 4"},
        Mistake{"NotUtf8", "{\"a\": \"\xFF\"}", "line 1, column 8"},
        Mistake{"Utf16", std::string("\xFF\xFE{\0}\0", 6), "line 1, column 1"},
        Mistake{"NumberTooGreat", "{\"port\": 1e999}", "line 1, column 14"},
        Mistake{"KeyTwice", R"({"port": 1, "port": 1})", "/port stands there twice"},
        Mistake{"KeyTwiceInside", R"({"tls": "any", "policy": {"key": "p-256", "key": "p-256"}})",
                "/policy/key stands there twice"},
        Mistake{"KeyTwiceInAList", R"({"a": [{}, [1, 2], {"b/c": 1, "b/c": 2}]})", "/a/2/b~1c stands there twice"},
        Mistake{"KeyOfControlsTwice", R"({"a\nb\u007f": 1, "a\nb\u007f": 1})", "/a?b? stands there twice"},
        Mistake{"TooDeep", std::string(65, '['), "deeper than 64 levels"}),
    [](const auto& each) { return each.param.name; });

TEST(ConfigText, MayHaveTheSameKeyInTwoPlaces) {
  EXPECT_THAT(parse_config(R"({"a": [{"id": 1}, {"id": 1}], "id": 2})"), IsOk());
}

TEST(ConfigText, MayNestSixtyFourLevels) {
  EXPECT_THAT(parse_config(std::string(64, '[') + std::string(64, ']')), IsOk());
}

TEST(ConfigText, IsNotQuotedInAnError) {
  const auto config = parse_config("{\"password\": \"geheim");

  ASSERT_FALSE(config);
  EXPECT_THAT(config.error().message() + config.error().hint(), Not(HasSubstr("geheim")));
}

}  // namespace
}  // namespace orcamo::mock

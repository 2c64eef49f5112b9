#include <string>

#include "surface_test_kit.hpp"
#include "surfaces/base64.hpp"
#include "surfaces/basic_auth.hpp"
#include "surfaces/form.hpp"
#include "surfaces/json.hpp"

namespace orcamo::mock {
namespace {

using ::testing::ElementsAre;
using ::testing::Eq;
using testing::FailsWith;
using ::testing::Optional;
using ::testing::Pair;

// RFC 4648, section 10.
class Base64 : public ::testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(Base64, IsWrittenAndReadBack) {
  EXPECT_EQ(encode_base64(pki::as_bytes(GetParam().first)), GetParam().second);
  EXPECT_THAT(decode_base64(GetParam().second), Optional(std::string(GetParam().first)));
}

INSTANTIATE_TEST_SUITE_P(Vector, Base64,
                         ::testing::Values(std::pair{"", ""}, std::pair{"f", "Zg=="}, std::pair{"fo", "Zm8="},
                                           std::pair{"foo", "Zm9v"}, std::pair{"foob", "Zm9vYg=="},
                                           std::pair{"fooba", "Zm9vYmE="}, std::pair{"foobar", "Zm9vYmFy"},
                                           std::pair{"\xff\xfe\xfd", "//79"}));

class NotBase64 : public ::testing::TestWithParam<const char*> {};

TEST_P(NotBase64, IsRefused) { EXPECT_THAT(decode_base64(GetParam()), Eq(std::nullopt)); }

INSTANTIATE_TEST_SUITE_P(Text, NotBase64,
                         ::testing::Values("Z", "Zg", "Zg=", "Z===", "====", "Zg==Zg==", "Zm 9", "Zm9\n", "Zm-_"));

TEST(FormTest, DecodesNamesAndValues) {
  EXPECT_THAT(parse_form("user=or+master&pass%77ord=%e6%97%a5%26&flag&="),
              ElementsAre(Pair("", ""), Pair("flag", ""), Pair("password", "日&"), Pair("user", "or master")));
}

TEST(FormTest, TakesTheFirstOfTwo) { EXPECT_EQ(form_field(parse_form("a=1&a=2"), "a"), "1"); }

TEST(FormTest, LeavesOutWhatIsMalformed) { EXPECT_THAT(parse_form("a=%zz&b=%4&c=1"), ElementsAre(Pair("c", "1"))); }

TEST(FormTest, HasEmptyTextForAMissingField) { EXPECT_EQ(form_field({}, "a"), ""); }

TEST(BasicAuthTest, SplitsAtTheFirstColon) {
  Request request;
  request.headers = {{"Authorization", "bAsIc " + encode_base64(pki::as_bytes("user:pass:word"))}};

  const auto [user, password] = basic_credentials(request);

  EXPECT_EQ(user, "user");
  EXPECT_EQ(password, "pass:word");
}

TEST(JsonTest, RefusesDeepNesting) {
  EXPECT_THAT(parse_json(std::string(65, '[') + std::string(65, ']')), FailsWith(pki::Errc::kRequestMalformed));
  EXPECT_THAT(parse_json(std::string(64, '[') + std::string(64, ']')), testing::IsOk());
}

TEST(JsonTest, DoesNotCountBracketsInsideText) {
  EXPECT_THAT(parse_json("\"" + std::string(1000, '[') + "\\\"" + std::string(1000, '{') + "\""), testing::IsOk());
}

TEST(JsonTest, RefusesOctetsThatAreNoUtf8) {
  EXPECT_THAT(parse_json("\"\xff\""), FailsWith(pki::Errc::kRequestMalformed));
}

TEST(JsonTest, WritesOctetsThatAreNoUtf8AsReplacements) { EXPECT_EQ(json_text("\xff"), "\"\xef\xbf\xbd\""); }

TEST(MembersTest, SayThatThereAreNoKeysWhereThereAreNone) {
  const auto members = Members::parse(R"({"a":1})", {});

  ASSERT_THAT(members, FailsWith(pki::Errc::kRequestUnknownKey));
  EXPECT_EQ(members.error().hint(), "there are no keys here");
}

}  // namespace
}  // namespace orcamo::mock

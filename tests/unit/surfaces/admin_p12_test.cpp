#include "authority/broken_p12.hpp"
#include "surface_test_kit.hpp"
#include "surfaces/base64.hpp"

namespace orcamo::mock {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class AdminP12Test : public SurfaceTest {
 protected:
  Response mint(const std::string& body) { return admin("POST", "/sandboxes/default/broken-p12", body); }
};

TEST_F(AdminP12Test, ListsProfilesWithWhoOpensThem) {
  const auto listed = json::parse(admin("GET", "/p12/profiles").body).at("profiles");

  EXPECT_EQ(listed.size(), profiles().size());
  EXPECT_EQ(listed.at(1).at("name"), "LegacyDES");
  EXPECT_EQ(listed.at(1).at("aliases"), json({"windows-2016", "macos-13", "java-8"}));
}

TEST_F(AdminP12Test, ListsKindsWithTheirVerdicts) {
  const auto listed = json::parse(admin("GET", "/p12/broken").body).at("kinds");

  EXPECT_EQ(listed.size(), broken_kinds().size());
  EXPECT_EQ(listed.at(1).at("name"), "no-mac");
  EXPECT_EQ(listed.at(1).at("verdict"), json({{"lenient", "ok"}, {"strict", "mac_missing"}}));
}

TEST_F(AdminP12Test, BreaksTheFileOfACertificateThatItKnows) {
  const auto response = mint(R"({"kind":"truncated-first-octet","client":"7","password":"pass"})");

  EXPECT_THAT(response, AllOf(HasStatus(201), HasHeader("Cache-Control", "no-store")));
  const auto answer = json::parse(response.body);
  const auto generation = sandbox.certificates().back();
  EXPECT_EQ(answer.at("kind"), "truncated-first-octet");
  EXPECT_EQ(answer.at("verdict").at("strict"), "malformed");
  EXPECT_EQ(answer.at("p12_base64"), encode_base64(generation->p12).substr(0, 1) + "A==");
  EXPECT_EQ(answer.at("password"), "pass");
  EXPECT_EQ(answer.at("file_name"), generation->file_name);
  EXPECT_EQ(answer.at("certificate").at("serial"), generation->credential.certificate.serial());
  EXPECT_EQ(generation->identity.client, "client007");
}

TEST_F(AdminP12Test, BreaksAFileOfTheProfileThatASoundOneWouldHave) {
  const json legacy{{"lenient", "bad_mac"}, {"strict", "unsupported_algorithm"}};

  EXPECT_EQ(json::parse(mint(R"({"kind":"bad-mac","p12_profile":"java-8"})").body).at("verdict"), legacy);
  EXPECT_THAT(admin("PATCH", "/sandboxes/default/policy", R"({"p12_profile":"LegacyDES"})"), HasStatus(200));
  EXPECT_EQ(json::parse(mint(R"({"kind":"bad-mac"})").body).at("verdict"), legacy);
  EXPECT_EQ(sandbox.certificates().back()->profile, P12Profile::kLegacyDes);
}

TEST_F(AdminP12Test, TakesEveryProfileThatCanBeBroken) {
  for (const P12Profile& profile : profiles()) {
    const json order{{"kind", "no-key"}, {"p12_profile", profile.name}};
    EXPECT_THAT(mint(order.dump()), HasStatus(201)) << profile.name.view();
  }
}

TEST_F(AdminP12Test, IssuesNothingWhereTheProfileLacksWhatIsToBeBroken) {
  EXPECT_THAT(mint(R"({"kind":"bad-mac","p12_profile":"NoMAC"})"), HasStatus(400));
  EXPECT_TRUE(sandbox.certificates().empty());
}

TEST_F(AdminP12Test, WarnsOfAPasswordThatIsNotAscii) {
  const auto odd = json::parse(mint(R"({"kind":"no-key","password":"パスワード"})").body).at("certificate");
  const auto usual = json::parse(mint(R"({"kind":"no-key","password":"pass"})").body).at("certificate");

  EXPECT_THAT(odd.at("warnings").at(0).get<std::string>(), HasSubstr("is not ASCII: Java opens no such file"));
  EXPECT_FALSE(usual.contains("warnings"));
}

TEST_F(AdminP12Test, WarnsOfAPasswordThatNoFileHolds) {
  const auto warning_of = [this](const std::string& password) {
    const json order{{"kind", "no-key"}, {"password", password}};
    return json::parse(mint(order.dump()).body).at("certificate").value("warnings", json::array()).dump();
  };

  EXPECT_THAT(warning_of("\xef\xbb\xbfpass"), HasSubstr("begins with U+FEFF"));
  EXPECT_THAT(warning_of("%PDFpass"), HasSubstr("orcamo-renew cannot read it from a file"));
  EXPECT_THAT(warning_of(std::string(4097, 'a')), HasSubstr("more than 4096 octets"));
  EXPECT_EQ(warning_of(std::string(4096, 'a')), "[]");
}

TEST_F(AdminP12Test, RefusesAnOrderWithoutAKind) {
  EXPECT_THAT(mint("{}"), HasStatus(400));
  EXPECT_THAT(mint(R"({"kind":"bad-luck"})"), HasStatus(400));
  EXPECT_TRUE(sandbox.certificates().empty());
}

}  // namespace
}  // namespace orcamo::mock

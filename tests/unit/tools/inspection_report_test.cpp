#include "p12/inspection_report.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <string>

#include "authority/certificate_shape.hpp"
#include "authority/shaped_certificate.hpp"
#include "identities.hpp"
#include "p12_builder.hpp"

namespace orcamo::testing {
namespace {

using client::inspect_pkcs12;
using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;
using tools::json_report;
using tools::text_report;

// The certificate of these tests is valid from 2031-05-17 03:25:45 JST minus a minute on.
pki::Bytes file_of(const std::string& friendly_name = "医療機関") {
  static const pki::Credential credential = issue(renewed());
  return build_p12({.keys = {{credential.key, "1"}}, .certificates = {{credential.certificate, "1", friendly_name}}},
                   kPassword, {.encryption = NID_aes_256_cbc, .iterations = 2048});
}

json reported(const pki::Bytes& file, std::string_view password) {
  return json::parse(json_report(inspect_pkcs12(file, password), "a.p12"));
}

TEST(InspectionReport, TellsProgramsTheWhole) {
  const json report = reported(file_of(), kPassword);

  EXPECT_EQ(report["verdict"], "ok");
  EXPECT_EQ(report["file"], "a.p12");
  EXPECT_FALSE(report.contains("reason"));
  ASSERT_EQ(report["algorithms"].size(), 2u);
  EXPECT_EQ(report["algorithms"][0], json::parse(R"({"use":"mac","name":"SHA256","iterations":2048,"old":false})"));
  EXPECT_EQ(report["algorithms"][1]["derivation"], "PBKDF2 with hmacWithSHA256");
  EXPECT_EQ(report["keys"][0]["kind"], "EC");
  const json& certificate = report["certificates"].at(0);
  EXPECT_EQ(certificate["serial"], "234567");
  EXPECT_EQ(certificate["friendly_name"], "医療機関");
  EXPECT_EQ(certificate["not_before"], "2031-05-17T03:24:45Z");
  EXPECT_EQ(certificate["not_before_jst"], "2031-05-17 12:24:45 JST");
  EXPECT_EQ(certificate["has_key"], true);
  EXPECT_EQ(report["opens_in"]["curl"], true);
  EXPECT_EQ(report["opens_in"]["windows-2016"], false);
  EXPECT_THAT(report["why_not"]["windows-2016"], HasSubstr("SHA256"));
}

TEST(InspectionReport, TellsProgramsTheReason) {
  pki::Bytes cut = file_of();
  cut.resize(300);

  const json wrong = reported(file_of(), "other");
  const json damaged = reported(cut, kPassword);

  EXPECT_EQ(wrong["verdict"], "wrong_password");
  EXPECT_EQ(wrong["code"], "p12.wrong_password");
  EXPECT_FALSE(wrong["hint"].empty());
  EXPECT_EQ(damaged["verdict"], "malformed");
  EXPECT_EQ(damaged["offset"], 300);
}

TEST(InspectionReport, TellsWhatIsForClientsAsItsVerdictDoes) {
  const auto authority =
      mock::CertificateAuthority::create("test", {}, pki::always(), pki::Randomness::seeded(7)).value();
  for (const char* name : {"no-eku", "key-usage-encipherment", "duplicate-extension", "ca-as-client"}) {
    const mock::CertificateShape* const shape = mock::find_certificate_shape(name);
    ASSERT_NE(shape, nullptr) << name;
    const mock::ShapedOrder order{.subject = {.organization = "u00000001", .common_name = "client001"},
                                  .validity = renewed().validity,
                                  .key = pki::KeyType::kP256,
                                  .serial = "482913"};
    const auto shaped = mock::issue_shaped(authority, *shape, order, pki::Randomness::seeded(7)).value();
    const json report = reported(build_p12({{{shaped.key, "1"}}, {{shaped.certificate, "1"}}}, kPassword), kPassword);

    EXPECT_EQ(report["certificates"][0]["is_for_clients"], report["verdict"] == "ok") << name;
  }
}

TEST(InspectionReport, TellsPeopleBothZonesAndWhoOpensIt) {
  const std::string report = text_report(inspect_pkcs12(file_of(), kPassword), "a.p12");

  EXPECT_THAT(report, HasSubstr("  verdict: ok\n"));
  EXPECT_THAT(report, HasSubstr("valid from: 2031-05-17T03:24:45Z (2031-05-17 12:24:45 JST)\n"));
  EXPECT_THAT(report, HasSubstr("  safe: AES-256-CBC, PBKDF2 with hmacWithSHA256, 2048 iterations\n"));
  EXPECT_THAT(report, HasSubstr("friendly name: 医療機関\n"));
  EXPECT_THAT(report, HasSubstr("  opens in curl: yes\n"));
  EXPECT_THAT(report, HasSubstr("  opens in macos-13: no: "));
}

// What strangers wrote moves no cursor, and the password is nobody's to read.
TEST(InspectionReport, ShowsNothingThatATerminalObeysAndNoPassword) {
  const std::string report = text_report(inspect_pkcs12(file_of("\x1b[2Jname"), kPassword), "a\x1b.p12");
  const std::string for_programs = json_report(inspect_pkcs12(file_of("\x1b[2Jname"), kPassword), "a\x1b.p12");

  for (const std::string& text : {report, for_programs}) {
    EXPECT_THAT(text, Not(HasSubstr("\x1b")));
    EXPECT_THAT(text, Not(HasSubstr(std::string(kPassword))));
    EXPECT_THAT(text, HasSubstr("name"));
  }
}

}  // namespace
}  // namespace orcamo::testing

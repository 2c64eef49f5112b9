#include "surface_test_kit.hpp"

namespace orcamo::mock {
namespace {

using ::testing::AllOf;

class AdminCertificatesTest : public SurfaceTest {
 protected:
  Response post(const std::string& body) { return admin("POST", "/sandboxes/default/certificates", body); }
  json issue(const std::string& body) {
    const auto response = post(body);
    EXPECT_THAT(response, AllOf(HasStatus(201), HasHeader("Content-Type", "application/json"),
                                HasHeader("Cache-Control", "no-store")));
    return json::parse(response.body);
  }
};

TEST_F(AdminCertificatesTest, IssuesWithTheDatesAsked) {
  const auto issued = issue(R"({"not_before":"now-1d","not_after":"now+89d"})");

  EXPECT_EQ(issued.at("not_before"), "2030-05-16T03:00:00Z");
  EXPECT_EQ(issued.at("not_after"), "2030-08-14T03:00:00Z");
}

TEST_F(AdminCertificatesTest, AnswersEverythingThatAClientNeeds) {
  const auto issued = issue(R"({"not_after":"now+89d"})");

  const auto generation = sandbox.certificates().back();
  const auto certificate = pki::Certificate::from_pem(issued.at("certificate_pem").get<std::string>()).value();
  EXPECT_EQ(certificate, generation->credential.certificate);
  EXPECT_EQ(issued.at("serial"), certificate.serial());
  EXPECT_EQ(issued.at("fingerprint_sha256"), certificate.fingerprint_sha256());
  EXPECT_EQ(issued.at("file_name"), generation->file_name);
  EXPECT_EQ(issued.at("password"), generation->password.reveal());
  EXPECT_TRUE(certificate.matches(pki::PrivateKey::from_pem(issued.at("private_key_pem").get<std::string>()).value()));
  EXPECT_THAT(pki::Certificate::all_from_pem(issued.at("chain_pem").get<std::string>()).value(),
              ::testing::ElementsAre(sandbox.authority().issuing()));
  EXPECT_EQ(issued.at("p12_base64").get<std::string>().substr(0, 2), "MI");
}

TEST_F(AdminCertificatesTest, LastsThreeYearsWhenNotTold) {
  EXPECT_EQ(issue("").at("not_after"), "2033-05-17T03:00:00Z");
  EXPECT_EQ(issue("{}").at("not_after"), "2033-05-17T03:00:00Z");
}

TEST_F(AdminCertificatesTest, TakesEveryOption) {
  issue(
      R"({"facility":"u00000042","client":"client007","key":"rsa-2048","p12_profile":"LegacyDES","password":"pass"})");

  const auto generation = sandbox.certificates().back();
  EXPECT_EQ(generation->identity.facility, "u00000042");
  EXPECT_EQ(generation->identity.client, "client007");
  EXPECT_EQ(generation->credential.key.type(), pki::KeyType::kRsa2048);
  EXPECT_EQ(generation->profile, P12Profile::kLegacyDes);
  EXPECT_EQ(generation->password.reveal(), "pass");
}

TEST_F(AdminCertificatesTest, IssuesAShape) {
  const auto issued = issue(R"({"shape":"serial-20-octets"})");

  EXPECT_EQ(issued.at("shape"), "serial-20-octets");
  EXPECT_EQ(issued.at("serial").get<std::string>().size(), 40U);
  EXPECT_EQ(sandbox.certificates().back()->shape, find_certificate_shape("serial-20-octets"));
  EXPECT_EQ(issue("{}").at("shape"), nullptr);
}

TEST_F(AdminCertificatesTest, ListsTheShapes) {
  const auto listed = json::parse(admin("GET", "/shapes").body).at("shapes");

  ASSERT_THAT(listed, ::testing::SizeIs(certificate_shapes().size()));
  EXPECT_EQ(listed.at(1), json::parse(R"({"name":"eku-server-only","description":"for TLS servers only",
      "description_ja":"用途がサーバー認証だけ","forbidden_by":"4.2.1.12","openssl":26,"reason":"not_for_client"})"));
  EXPECT_EQ(listed.at(0).at("forbidden_by"), nullptr);
}

TEST_F(AdminCertificatesTest, ListsWithoutSecrets) {
  const auto old = issue_with(days(9));
  const auto renewed = sandbox.request_renewal(old->credential.certificate).value().generation;

  const auto listed = json::parse(admin("GET", "/sandboxes/default/certificates").body).at("certificates");

  ASSERT_EQ(listed.size(), 2U);
  EXPECT_EQ(listed[0].at("serial"), old->credential.certificate.serial());
  EXPECT_TRUE(listed[0].at("replaces").is_null());
  EXPECT_EQ(listed[1].at("replaces"), old->credential.certificate.serial());
  EXPECT_EQ(listed[1].at("file_name"), renewed->file_name);
  for (const char* secret : {"password", "private_key_pem", "p12_base64"}) EXPECT_FALSE(listed[0].contains(secret));
}

TEST_F(AdminCertificatesTest, ListsWhatHasBecomeOfThem) {
  const auto old = issue_with(days(9));
  const auto link = sandbox.request_renewal(old->credential.certificate).value();
  real.advance(Seconds(5));
  ASSERT_TRUE(sandbox.fetch(link.token, old->credential.certificate));

  const auto listed = json::parse(admin("GET", "/sandboxes/default/certificates").body).at("certificates");

  EXPECT_EQ(listed[0].at("replaced_by"), json::array({link.generation->credential.certificate.serial()}));
  EXPECT_EQ(listed[0].at("first_used_at"), "2030-05-17T03:00:00Z");
  EXPECT_EQ(listed[0].at("waits"), false);
  EXPECT_EQ(listed[1].at("issued_at"), "2030-05-17T03:00:00Z");
  EXPECT_EQ(listed[1].at("handed_out_at"), "2030-05-17T03:00:05Z");
  EXPECT_TRUE(listed[1].at("first_used_at").is_null());
  EXPECT_EQ(listed[1].at("waits"), true);
}

TEST_F(AdminCertificatesTest, ListsThemByFacilityAndIdentity) {
  const auto old = issue_with(days(9));
  const auto renewed = sandbox.request_renewal(old->credential.certificate).value().generation;
  issue_with(days(9), {.facility = "u00000001", .client = "client002"});
  issue_with(days(9), {.facility = "u00000002", .client = "client001"});

  const auto listed = json::parse(admin("GET", "/sandboxes/default/facilities").body).at("facilities");

  ASSERT_EQ(listed.size(), 2U);
  EXPECT_EQ(listed[0].at("facility"), "u00000001");
  ASSERT_EQ(listed[0].at("identities").size(), 2U);
  const auto& first = listed[0].at("identities")[0];
  EXPECT_EQ(first.at("client"), "client001");
  ASSERT_EQ(first.at("certificates").size(), 2U);
  EXPECT_EQ(first.at("certificates")[1].at("serial"), renewed->credential.certificate.serial());
  EXPECT_EQ(first.at("certificates")[1].at("replaces"), old->credential.certificate.serial());
  EXPECT_EQ(listed[1].at("facility"), "u00000002");
}

TEST_F(AdminCertificatesTest, Revokes) {
  const auto mine = issue_with(days(9));
  const auto path = "/sandboxes/default/certificates/" + mine->credential.certificate.serial() + "/revoke";

  const auto response = admin("POST", path);

  EXPECT_THAT(response, HasStatus(200));
  EXPECT_EQ(json::parse(response.body).at("revoked_at"), "2030-05-17T03:00:00Z");
  EXPECT_EQ(sandbox.rule_on(mine->credential.certificate).reason, Reason::kRevoked);
  EXPECT_THAT(admin("POST", path, R"({"at":"now"})"), IsProblem(400, "request.unknown_key"));
  EXPECT_THAT(admin("POST", "/sandboxes/default/certificates/000000/revoke"), IsProblem(404, "issue.serial_unknown"));
}

TEST_F(AdminCertificatesTest, HandsOutTheP12) {
  const auto generation = issue_with(days(9));

  const auto response =
      admin("GET", "/sandboxes/default/certificates/" + generation->credential.certificate.serial() + ".p12");

  EXPECT_THAT(response,
              AllOf(HasStatus(200), HasHeader("Content-Type", "application/x-pkcs12"),
                    HasHeader("Content-Disposition", "attachment; filename=\"" + generation->file_name + "\"")));
  EXPECT_EQ(response.body, pki::as_text(generation->p12));
}

TEST_F(AdminCertificatesTest, HandsOutCertificateAndChainAsPem) {
  const auto& certificate = issue_with(days(9))->credential.certificate;

  const auto response = admin("GET", "/sandboxes/default/certificates/" + certificate.serial() + ".pem");

  EXPECT_THAT(response, AllOf(HasStatus(200), HasHeader("Content-Type", "application/x-pem-file")));
  EXPECT_THAT(pki::Certificate::all_from_pem(response.body).value(),
              ::testing::ElementsAre(certificate, sandbox.authority().issuing()));
  EXPECT_THAT(response.body, ::testing::Not(::testing::HasSubstr("PRIVATE KEY")));
}

TEST_F(AdminCertificatesTest, NamesAnUnknownSerial) {
  EXPECT_THAT(admin("GET", "/sandboxes/default/certificates/000000.p12"), IsProblem(404, "issue.serial_unknown"));
  EXPECT_THAT(admin("GET", "/sandboxes/default/certificates/000000.pem"), IsProblem(404, "issue.serial_unknown"));
  EXPECT_THAT(admin("GET", "/sandboxes/default/certificates/%ff%00.pem"), IsProblem(404, "issue.serial_unknown"));
}

struct BadOrder {
  const char* name;
  const char* body;
  const char* code;
};

void PrintTo(const BadOrder& order, std::ostream* out) { *out << order.body; }

class BadCertificateOrder : public AdminCertificatesTest, public ::testing::WithParamInterface<BadOrder> {};

TEST_P(BadCertificateOrder, IsRefusedAndIssuesNothing) {
  EXPECT_THAT(post(GetParam().body), IsProblem(400, GetParam().code));
  EXPECT_THAT(sandbox.certificates(), ::testing::IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    Body, BadCertificateOrder,
    ::testing::Values(BadOrder{"NotJson", "{", "request.malformed"}, BadOrder{"Text", "\"now\"", "request.bad_value"},
                      BadOrder{"UnknownKey", R"({"not_afte":"now"})", "request.unknown_key"},
                      BadOrder{"NotATime", R"({"not_after":"soon"})", "time.malformed"},
                      BadOrder{"NumberForTime", R"({"not_after":1})", "request.bad_value"},
                      BadOrder{"EmptyLife", R"({"not_before":"now","not_after":"now-1s"})", "issue.validity_empty"},
                      BadOrder{"Facility", R"({"facility":"clinic"})", "issue.facility_malformed"},
                      BadOrder{"Client", R"({"client":"desk"})", "issue.facility_malformed"},
                      BadOrder{"Key", R"({"key":"dsa"})", "key.unsupported"},
                      BadOrder{"Profile", R"({"p12_profile":"Modern"})", "request.bad_value"},
                      BadOrder{"Shape", R"({"shape":"square"})", "request.bad_value"},
                      BadOrder{"KeyOfAShape", R"({"shape":"ed25519","key":"p-256"})", "request.bad_value"},
                      BadOrder{"EndOfAShape", R"({"shape":"notafter-9999","not_after":"now+1d"})", "request.bad_value"},
                      BadOrder{"Password", R"({"password":"a\u0000b"})", "request.bad_value"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST_F(AdminCertificatesTest, NamesTheNearestKey) {
  EXPECT_THAT(json::parse(post(R"({"not_afte":"now"})").body).at("hint").get<std::string>(),
              ::testing::StartsWith("did you mean \"not_after\"?"));
}

TEST_F(AdminCertificatesTest, SaysWhichMemberIsWrong) {
  EXPECT_THAT(json::parse(post(R"({"not_after":"soon"})").body).at("detail").get<std::string>(),
              ::testing::StartsWith("reading \"not_after\": "));
}

}  // namespace
}  // namespace orcamo::mock

#include "authority/certificate_authority.hpp"

#include <gmock/gmock.h>

#include <set>

#include "authority/certificate_builder.hpp"
#include "authority_test.hpp"
#include "orcamo/pki/openssl/handles.hpp"
#include "orcamo/testing/matchers.hpp"
#include "verification.hpp"

namespace orcamo::mock {
namespace {

using pki::Errc;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using testing::FailsWith;
using ::testing::HasSubstr;
using testing::IsOk;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::StartsWith;

bool is_critical(const pki::Certificate& certificate, int nid) {
  X509* const x509 = pki::NativeAccess::native(certificate);
  const int index = X509_get_ext_by_NID(x509, nid, -1);
  return index >= 0 && X509_EXTENSION_get_critical(X509_get_ext(x509, index)) == 1;
}

// Names of the certificate as OpenSSL prints them: "DNS:localhost", "IP Address:127.0.0.1".
std::vector<std::string> alternative_names(const pki::Certificate& certificate) {
  const pki::Handle<GENERAL_NAMES, GENERAL_NAMES_free> names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(pki::NativeAccess::native(certificate), NID_subject_alt_name, nullptr, nullptr)));
  std::vector<std::string> printed;
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const pki::Bio out(BIO_new(BIO_s_mem()));
    GENERAL_NAME_print(out.get(), sk_GENERAL_NAME_value(names.get(), i));
    printed.push_back(pki::contents(out.get()));
  }
  return printed;
}

using CertificateAuthorityTest = AuthorityTest;

TEST_F(CertificateAuthorityTest, RootSignsItselfAndIssuing) {
  EXPECT_TRUE(authority.root().is_signed_by(authority.root()));
  EXPECT_TRUE(authority.issuing().is_signed_by(authority.root()));
  EXPECT_FALSE(authority.root().is_signed_by(authority.issuing()));
}

TEST_F(CertificateAuthorityTest, BothAreAuthorities) {
  EXPECT_TRUE(authority.root().is_authority());
  EXPECT_TRUE(authority.issuing().is_authority());
}

TEST_F(CertificateAuthorityTest, BothAreMarkedInTheSubject) {
  for (const auto& certificate : {authority.root(), authority.issuing()}) {
    EXPECT_EQ(certificate.organization(), "TEST ONLY - DO NOT TRUST");
    EXPECT_THAT(certificate.common_name(), StartsWith("orcamo-mock test "));
  }
  EXPECT_THAT(authority.root().common_name(), EndsWith(" root"));
  EXPECT_THAT(authority.issuing().common_name(), EndsWith(" issuing"));
}

TEST_F(CertificateAuthorityTest, BothAreValidAlways) {
  EXPECT_EQ(authority.root().validity(), pki::always());
  EXPECT_EQ(authority.issuing().validity(), pki::always());
}

TEST_F(CertificateAuthorityTest, AuthoritiesOfOneLabelShareNoSubject) {
  std::set<std::string> subjects;

  for (int i = 0; i < 20; ++i) {
    const CertificateAuthority another = make_authority();
    subjects.insert(another.root().subject());
    subjects.insert(another.issuing().subject());
  }

  EXPECT_EQ(subjects.size(), 40U);
}

TEST_F(CertificateAuthorityTest, CriticalExtensionsAreMarkedSo) {
  for (const auto& certificate : {authority.root(), authority.issuing()}) {
    EXPECT_TRUE(is_critical(certificate, NID_basic_constraints));
    EXPECT_TRUE(is_critical(certificate, NID_key_usage));
    EXPECT_TRUE(is_critical(certificate, NID_name_constraints));
  }
}

TEST_F(CertificateAuthorityTest, IssuingMayHaveOneAuthorityBelow) {
  EXPECT_EQ(X509_get_pathlen(pki::NativeAccess::native(authority.issuing())), 1);
  EXPECT_EQ(X509_get_pathlen(pki::NativeAccess::native(authority.root())), 2);
}

TEST_F(CertificateAuthorityTest, AuthoritiesMaySignCertificatesAndNothingElse) {
  for (const auto& certificate : {authority.root(), authority.issuing()}) {
    EXPECT_EQ(X509_get_key_usage(pki::NativeAccess::native(certificate)), KU_KEY_CERT_SIGN | KU_CRL_SIGN);
  }
}

TEST_F(CertificateAuthorityTest, PemHoldsRootThenIssuing) {
  EXPECT_THAT(pki::Certificate::all_from_pem(authority.ca_pem()).value(),
              ElementsAre(authority.root(), authority.issuing()));
}

TEST_F(CertificateAuthorityTest, LongestLabelFitsIntoTheSubject) {
  EXPECT_THAT(CertificateAuthority::create(std::string(32, 'x')), IsOk());
}

TEST_F(CertificateAuthorityTest, LabelHasBounds) {
  EXPECT_THAT(CertificateAuthority::create(""), FailsWith(Errc::kRequestBadValue));
  EXPECT_THAT(CertificateAuthority::create(std::string(33, 'x')), FailsWith(Errc::kRequestBadValue));
}

class ServedNameRefused : public ::testing::TestWithParam<const char*> {};

TEST_P(ServedNameRefused, ByName) {
  const auto outcome = CertificateAuthority::create("test", {GetParam()});

  ASSERT_THAT(outcome, FailsWith(Errc::kRequestBadValue));
  EXPECT_THAT(outcome.error().message(), HasSubstr('"' + std::string(GetParam()) + '"'));
}

INSTANTIATE_TEST_SUITE_P(Names, ServedNameRefused,
                         ::testing::Values("", ".", "*", "*.", "a..b", ".a", "a.", "a.*.b", "-a", "a-", "a,b", "a b",
                                           "a.test,IP:0.0.0.0/0.0.0.0", "192.0.2.1", "::1", "a\nb", "医院.test",
                                           "a.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));

using ServerCertificate = AuthorityTest;

TEST_F(ServerCertificate, NamesLoopback) {
  const auto server = authority.issue_server(ninety_days).value();

  EXPECT_THAT(alternative_names(server.certificate),
              ElementsAre("DNS:localhost", "DNS:*.localhost", "IP Address:127.0.0.1", "IP Address:0:0:0:0:0:0:0:1"));
}

TEST_F(ServerCertificate, NamesWhatIsServed) {
  const auto server = make_authority({"orca.clinic.test", "*.orcamo.test"}).issue_server(ninety_days).value();

  EXPECT_THAT(alternative_names(server.certificate), IsSupersetOf({"DNS:orca.clinic.test", "DNS:*.orcamo.test"}));
}

TEST_F(ServerCertificate, NamesTheAddressThatItIsServedAt) {
  const auto server = authority.issue_server(ninety_days, "127.0.0.2").value();

  EXPECT_THAT(alternative_names(server.certificate), Contains("IP Address:127.0.0.2"));
  EXPECT_EQ(verify(server, authority.root(), Purpose::kTlsServer, now), X509_V_OK);
}

TEST_F(ServerCertificate, VerifiesForServersOnly) {
  const auto server = authority.issue_server(ninety_days).value();

  EXPECT_EQ(verify(server, authority.root(), Purpose::kTlsServer, now), X509_V_OK);
  EXPECT_EQ(verify(server, authority.root(), Purpose::kTlsClient, now), X509_V_ERR_INVALID_PURPOSE);
  EXPECT_FALSE(server.certificate.is_for_clients());
}

TEST_F(ServerCertificate, OfServedNamesKeepsTheConstraints) {
  const auto another = make_authority({"orca.clinic.test", "*.orcamo.test"});
  const auto server = another.issue_server(ninety_days).value();

  EXPECT_EQ(verify(server, another.root(), Purpose::kTlsServer, now), X509_V_OK);
}

TEST_F(ServerCertificate, HasKeyChainAndDatesAsAsked) {
  const auto server = authority.issue_server(ninety_days).value();

  EXPECT_TRUE(server.certificate.matches(server.key));
  EXPECT_THAT(server.chain, ElementsAre(authority.issuing()));
  EXPECT_EQ(server.certificate.validity(), ninety_days);
  EXPECT_EQ(server.certificate.organization(), "TEST ONLY - DO NOT TRUST");
}

TEST_F(ServerCertificate, HasSerialAndKeyOfItsOwn) {
  const auto one = authority.issue_server(ninety_days).value();
  const auto two = authority.issue_server(ninety_days).value();

  EXPECT_NE(one.certificate.serial(), two.certificate.serial());
  EXPECT_FALSE(one.certificate.matches(two.key));
}

TEST_F(ServerCertificate, EmptyValidityIsRefused) {
  EXPECT_THAT(authority.issue_server({now, now - pki::Seconds(1)}), FailsWith(Errc::kIssueValidityEmpty));
}

struct ConstraintRow {
  const char* name;
  const char* alternative_name;
  bool permitted;

  friend void PrintTo(const ConstraintRow& row, std::ostream* out) { *out << row.alternative_name; }
};

class NameConstraints : public ::testing::TestWithParam<ConstraintRow> {};

TEST_P(NameConstraints, Bind) {
  const auto authority = CertificateAuthority::create("test", {"orca.clinic.test"}).value();
  const auto key = pki::PrivateKey::generate(pki::KeyType::kP256).value();
  const CertificatePlan plan{.serial = {1},
                             .subject = {{"CN", "leaf"}},
                             .validity = pki::always(),
                             .extensions = {{"subjectAltName", GetParam().alternative_name}}};
  const auto leaf = self_sign_certificate(plan, key).value();

  const int expected = GetParam().permitted ? X509_V_OK : X509_V_ERR_PERMITTED_VIOLATION;
  EXPECT_EQ(name_constraints_verdict(leaf, authority.issuing()), expected);
  EXPECT_EQ(name_constraints_verdict(leaf, authority.root()), expected);
}

INSTANTIATE_TEST_SUITE_P(Names, NameConstraints,
                         ::testing::Values(ConstraintRow{"Localhost", "DNS:localhost", true},
                                           ConstraintRow{"BelowLocalhost", "DNS:default.localhost", true},
                                           ConstraintRow{"Served", "DNS:orca.clinic.test", true},
                                           ConstraintRow{"BelowServed", "DNS:a.orca.clinic.test", true},
                                           ConstraintRow{"AboveServed", "DNS:clinic.test", false},
                                           ConstraintRow{"Elsewhere", "DNS:elsewhere.example", false},
                                           ConstraintRow{"LooksLikeLocalhost", "DNS:notlocalhost", false},
                                           ConstraintRow{"Loopback4", "IP:127.0.0.1", true},
                                           ConstraintRow{"Loopback4Far", "IP:127.9.9.9", true},
                                           ConstraintRow{"Network4", "IP:192.0.2.1", false},
                                           ConstraintRow{"Loopback6", "IP:::1", true},
                                           ConstraintRow{"Network6", "IP:2001:db8::1", false}),
                         [](const auto& row) { return std::string(row.param.name); });

TEST_F(CertificateAuthorityTest, IsTheSameWhenPutTogetherAgain) {
  const auto again = CertificateAuthority::from(authority.material()).value();

  EXPECT_EQ(again.ca_pem(), authority.ca_pem());
  EXPECT_TRUE(
      again.issue_client(subject, ninety_days, key, "482913").value().certificate.is_signed_by(again.issuing()));
}

TEST_F(CertificateAuthorityTest, IsNotPutTogetherOfPartsOfTwo) {
  const auto other = make_authority().material();
  auto with_another_key = authority.material();
  with_another_key.issuing_key = other.issuing_key;
  auto with_another_root = authority.material();
  with_another_root.root = other.root;

  EXPECT_THAT(CertificateAuthority::from(with_another_key), FailsWith(Errc::kKeyMismatch));
  EXPECT_THAT(CertificateAuthority::from(with_another_root), FailsWith(Errc::kCertificateMalformed));
}

}  // namespace
}  // namespace orcamo::mock

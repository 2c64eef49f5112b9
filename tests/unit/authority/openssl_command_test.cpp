// What strangers read: the openssl command line opens and judges what this authority makes.
#include <gmock/gmock.h>

#include "authority/pkcs12_writer.hpp"
#include "authority_test.hpp"
#include "orcamo/testing/temporary_directory.hpp"
#include "run_program.hpp"

namespace orcamo::mock {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kPassword = "aB3$ \"x:'y";

class OpensslCommand : public AuthorityTest {
 protected:
  ProgramOutcome openssl(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "openssl");
    return run_program(arguments, folder / "output");
  }

  // Passwords travel by file: an argument is visible to every user of the machine.
  ProgramOutcome open(P12Profile profile, std::string_view sealed_with, std::string_view opened_with,
                      std::vector<std::string> options) const {
    const auto p12 = seal_pkcs12(issue_client(ninety_days), sealed_with, profile, "client001").value();
    options.insert(options.begin(), {"pkcs12", "-in", folder.write("a.p12", pki::as_text(p12)), "-passin",
                                     "file:" + folder.write("password", opened_with).string()});
    return openssl(std::move(options));
  }

  const testing::TemporaryDirectory folder;
};

class OpensslCommandOpens : public OpensslCommand, public ::testing::WithParamInterface<P12Profile> {};

TEST_P(OpensslCommandOpens, WithTheRightPassword) {
  const auto outcome = open(GetParam(), kPassword, kPassword, {"-nodes"});

  EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
  EXPECT_THAT(outcome.output, AllOf(HasSubstr("-----BEGIN PRIVATE KEY-----"), HasSubstr("-----BEGIN CERTIFICATE-----"),
                                    HasSubstr("friendlyName: client001"), HasSubstr("localKeyID: ")));
}

TEST_P(OpensslCommandOpens, NotWithAWrongPassword) {
  const auto outcome = open(GetParam(), kPassword, "wrong", {"-nodes"});

  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.output, AllOf(HasSubstr("invalid password"), Not(HasSubstr("BEGIN"))));
}

TEST_P(OpensslCommandOpens, WithAnEmptyPassword) { EXPECT_EQ(open(GetParam(), "", "\n", {"-nodes"}).exit_code, 0); }

TEST_P(OpensslCommandOpens, WithAJapanesePassword) {
  EXPECT_EQ(open(GetParam(), "パスワード", "パスワード", {"-nodes"}).exit_code, 0);
}

INSTANTIATE_TEST_SUITE_P(Profiles, OpensslCommandOpens,
                         ::testing::Values(P12Profile::kModern2023, P12Profile::kLegacyDes),
                         [](const auto& row) { return std::string(p12_profile_name(row.param)); });

TEST_F(OpensslCommand, SaysModern2023IsAes256AndSha256) {
  const auto outcome = open(P12Profile::kModern2023, kPassword, kPassword, {"-info", "-noout"});

  constexpr const char* kEncryption = "PBES2, PBKDF2, AES-256-CBC, Iteration 2048, PRF hmacWithSHA256";
  EXPECT_THAT(outcome.output, AllOf(HasSubstr("MAC: sha256, Iteration 2048\n"),
                                    HasSubstr(std::string("Encrypted data: ") + kEncryption),
                                    HasSubstr(std::string("Shrouded Keybag: ") + kEncryption)));
}

TEST_F(OpensslCommand, SaysLegacyDesIsTripleDesAndSha1) {
  const auto outcome = open(P12Profile::kLegacyDes, kPassword, kPassword, {"-info", "-noout"});

  constexpr const char* kEncryption = "pbeWithSHA1And3-KeyTripleDES-CBC, Iteration 2048";
  EXPECT_THAT(outcome.output,
              AllOf(HasSubstr("MAC: sha1, Iteration 2048\n"), HasSubstr(std::string("Encrypted data: ") + kEncryption),
                    HasSubstr(std::string("Shrouded Keybag: ") + kEncryption)));
}

TEST_F(OpensslCommand, PrintsTheSerialOfTheFileName) {
  const auto leaf = folder.write("leaf.pem", issue_client(ninety_days, "482913").certificate.pem());

  EXPECT_EQ(openssl({"x509", "-in", leaf, "-noout", "-serial"}).output, "serial=482913\n");
}

TEST_F(OpensslCommand, VerifiesClientAndServerAgainstTheRoot) {
  const auto verified = [&](std::string_view purpose, const pki::Credential& credential) {
    const auto root = folder.write("root.pem", authority.root().pem());
    const auto issuing = folder.write("issuing.pem", authority.issuing().pem());
    const auto leaf = folder.write("leaf.pem", credential.certificate.pem());
    return openssl({"verify", "-x509_strict", "-purpose", std::string(purpose), "-attime",
                    std::to_string(now.time_since_epoch().count()), "-CAfile", root, "-untrusted", issuing, leaf});
  };

  const auto client = verified("sslclient", issue_client(ninety_days));
  const auto server = verified("sslserver", authority.issue_server(ninety_days).value());

  EXPECT_EQ(client.exit_code, 0) << client.output;
  EXPECT_EQ(server.exit_code, 0) << server.output;
}

}  // namespace
}  // namespace orcamo::mock

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

class OpensslCommand : public AuthorityTest {
 protected:
  ProgramOutcome openssl(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "openssl");
    return run_program(arguments, folder / "output");
  }

  // Passwords travel by file: an argument is visible to every user of the machine.
  ProgramOutcome open(const P12Profile& profile, std::string_view sealed_with, std::string_view opened_with,
                      std::vector<std::string> options) const {
    const auto credential = authority.with_root(issue_client(ninety_days));
    const auto p12 = seal_pkcs12(credential, sealed_with, profile, "client001").value();
    options.insert(options.begin(), {"pkcs12", "-in", folder.write("a.p12", pki::as_text(p12)), "-passin",
                                     "file:" + folder.write("password", opened_with).string()});
    return openssl(std::move(options));
  }

  const testing::TemporaryDirectory folder;
};

class OpensslCommandOpens : public OpensslCommand, public ::testing::WithParamInterface<P12Profile> {};

TEST_P(OpensslCommandOpens, WithAnEmptyPassword) { EXPECT_EQ(open(GetParam(), "", "\n", {"-nodes"}).exit_code, 0); }

TEST_P(OpensslCommandOpens, WithAJapanesePassword) {
  EXPECT_EQ(open(GetParam(), "パスワード", "パスワード", {"-nodes"}).exit_code, 0);
}

TEST_P(OpensslCommandOpens, WithAPasswordBeyondTheFirstPlane) {
  EXPECT_EQ(open(GetParam(), "𠮷野", "𠮷野", {"-nodes"}).exit_code, 0);
}

TEST_P(OpensslCommandOpens, WithSixtyFourCharacters) {
  const std::string longest(64, 'x');
  EXPECT_EQ(open(GetParam(), longest, longest, {"-nodes"}).exit_code, 0);
  EXPECT_EQ(open(GetParam(), longest, longest.substr(1), {"-nodes"}).exit_code, 1);
}

INSTANTIATE_TEST_SUITE_P(Profiles, OpensslCommandOpens,
                         ::testing::Values(P12Profile::kModern2023, P12Profile::kLegacyDes),
                         [](const auto& row) { return std::string(row.param.name); });

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

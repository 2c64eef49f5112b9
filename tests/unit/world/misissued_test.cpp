#include <string>

#include "world_test_kit.hpp"

namespace orcamo::mock {
namespace {

// What is wrong with a replacement, in the words of the faults.
std::string properties(const Generation& file, const Generation& old, const Generation& right,
                       const CertificateAuthority& authority) {
  const auto& certificate = file.credential.certificate;
  const auto& before = old.credential.certificate;
  std::string words;
  if (certificate.serial() == before.serial()) words += "same-serial ";
  if (certificate.validity().not_after <= before.validity().not_after) words += "not-longer ";
  if (certificate.subject() != right.credential.certificate.subject()) words += "other-facility ";
  if (certificate.matches(old.credential.key)) words += "same-key ";
  if (!certificate.is_signed_by(authority.issuing())) words += "other-authority ";
  if (!certificate.is_for_clients()) words += "server-only ";
  return words;
}

class MisissuedTest : public SandboxTest, public ::testing::WithParamInterface<Replacing> {
 protected:
  const GenerationRef old = issue_with(days(30));
  const GenerationRef right = sandbox.request_renewal(certificate(old)).value().generation;
};

TEST_P(MisissuedTest, IsWrongInOneThing) {
  const auto wrong = sandbox.misissued(*right, GetParam()).value();

  EXPECT_EQ(properties(*wrong, *old, *right, sandbox.authority()), std::string(replacing_name(GetParam())) + " ");
  EXPECT_EQ(properties(*right, *old, *right, sandbox.authority()), "");
  EXPECT_TRUE(certificate(wrong).matches(wrong->credential.key));
  EXPECT_EQ(wrong->file_name, right->file_name);
  EXPECT_TRUE(wrong->password.equals(right->password.reveal()));
  EXPECT_NE(wrong->p12, right->p12);
}

TEST_P(MisissuedTest, DoesNotLogIn) {
  const auto wrong = sandbox.misissued(*right, GetParam()).value();

  EXPECT_THAT(sandbox.identity_of(certificate(wrong)), FailsWith(Errc::kCertificateNotAccepted));
  EXPECT_EQ(sandbox.certificates().size(), 2U);
}

INSTANTIATE_TEST_SUITE_P(Replacing, MisissuedTest,
                         ::testing::ValuesIn(all_replacings().begin(), all_replacings().end()), [](const auto& row) {
                           std::string name(replacing_name(row.param));
                           std::erase(name, '-');
                           return name;
                         });

TEST_F(MisissuedTest, NeedsSomethingToReplace) {
  EXPECT_THAT(sandbox.misissued(*old, Replacing::kSameSerial), FailsWith(Errc::kNoReplacement));
}

TEST_F(SandboxTest, SealsARenewalWithThePasswordThatIsAskedFor) {
  const auto old = issue_with(days(30));

  const auto link = sandbox.request_renewal(certificate(old), pki::Secret::copy_of("ひみつ\"\\")).value();

  EXPECT_TRUE(link.generation->password.equals("ひみつ\"\\"));
}

}  // namespace
}  // namespace orcamo::mock

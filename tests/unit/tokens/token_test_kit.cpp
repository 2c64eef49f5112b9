#include "token_test_kit.hpp"

#include <gtest/gtest.h>

#include "authority/certificate_authority.hpp"
#include "orcamo/pki/openssl/handles.hpp"
#include "orcamo/testing/matchers.hpp"
#include "orcamo/testing/printers.hpp"
#include "run_program.hpp"

namespace orcamo::testing {

pki::Credential issue_for(const pki::PrivateKey& key, const IdentityWish& wish) {
  static const auto authority = mock::CertificateAuthority::create("token tests").value();
  const mock::SubjectName subject{.organization = wish.facility, .common_name = "client001"};
  return authority.issue_client(subject, wish.validity, key, wish.serial).value();
}

pki::PrivateKey ed25519_key() {
  return pki::NativeAccess::wrap(pki::PKey(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"))).value();
}

std::string run(const std::vector<std::string>& arguments, const TemporaryDirectory& folder) {
  const mock::ProgramOutcome outcome = mock::run_program(arguments, folder / "output.txt");
  EXPECT_EQ(outcome.exit_code, 0) << ::testing::PrintToString(arguments) << outcome.output;
  return outcome.output;
}

std::vector<std::string> serials(client::CertificateStore& store) {
  const auto stored = store.list();
  EXPECT_THAT(stored, IsOk());
  std::vector<std::string> serials;
  if (!stored) return serials;
  for (const client::StoredCertificate& each : *stored) serials.push_back(each.credential.certificate.serial());
  return serials;
}

}  // namespace orcamo::testing

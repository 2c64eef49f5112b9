#include "identity/pkcs12_pack.hpp"

#include <gmock/gmock.h>

#include "identities.hpp"
#include "openssl_program.hpp"
#include "orcamo/client/pkcs12.hpp"
#include "orcamo/testing/matchers.hpp"

namespace orcamo::testing {
namespace {

using ::testing::HasSubstr;

TEST(PackedPkcs12, OpensAsTheCredential) {
  const pki::Credential credential = issue();

  const auto p12 = client::pack_pkcs12(credential, kPassword);

  ASSERT_THAT(p12, IsOk());
  const auto opened = client::open_pkcs12(*p12, kPassword);
  ASSERT_THAT(opened, IsOk());
  EXPECT_EQ(opened->certificate, credential.certificate);
  EXPECT_EQ(opened->chain, credential.chain);
  EXPECT_THAT(client::open_pkcs12(*p12, "other"), FailsWith(pki::Errc::kP12WrongPassword));
}

TEST(PackedPkcs12, IsReadByTheOpensslProgram) {
  const pki::Credential credential = issue();
  const OpensslProgram openssl(credential, kPassword);
  openssl.folder().write("packed.p12", pki::as_text(client::pack_pkcs12(credential, kPassword).value()));

  openssl.run({"pkcs12", "-in", "packed.p12", "-passin", "file:password.txt", "-nodes", "-out", "all.pem"});

  const std::string all = read_file(openssl.folder() / "all.pem");
  EXPECT_THAT(all, HasSubstr("-----BEGIN PRIVATE KEY-----"));
  EXPECT_THAT(all, HasSubstr(credential.certificate.pem()));
  EXPECT_THAT(all, HasSubstr(credential.chain.at(0).pem()));
}

}  // namespace
}  // namespace orcamo::testing

#include <gtest/gtest.h>
#include <openssl/ec.h>

#include <set>

#include "authority/certificate_builder.hpp"
#include "authority/p12_profile.hpp"
#include "authority_test.hpp"
#include "orcamo/pki/openssl/draw_scope.hpp"
#include "orcamo/pki/openssl/handles.hpp"

namespace orcamo::mock {
namespace {

using pki::Randomness;

// Made is one authority with all that it hands out, as octets.
struct Made {
  explicit Made(const Randomness& randomness, P12Profile profile = P12Profile::kModern2023)
      : authority(CertificateAuthority::create("test", {}, pki::always(), randomness).value()),
        key(pki::PrivateKey::generate(pki::KeyType::kP256, randomness.of("client key")).value()),
        credential(authority
                       .issue_client({.organization = "u00000001", .common_name = "client001"},
                                     {pki::parse_rfc3339("2031-02-03T04:05:06Z").value(),
                                      pki::parse_rfc3339("2034-02-03T04:05:06Z").value()},
                                     key, random_serial(randomness.of("serial")), randomness)
                       .value()),
        p12(seal_pkcs12(authority.with_root(credential), "correctHorse", profile, "client001", randomness.of("p12"))
                .value()) {}

  CertificateAuthority authority;
  pki::PrivateKey key;
  pki::Credential credential;
  pki::Bytes p12;
};

class SeededAuthority : public AuthorityTest {};

TEST_F(SeededAuthority, MakesTheSameCertificatesOfTheSameSeed) {
  const Made one(Randomness::seeded(7));
  const Made two(Randomness::seeded(7));

  EXPECT_EQ(one.authority.ca_pem(), two.authority.ca_pem());
  EXPECT_EQ(one.credential.certificate.pem(), two.credential.certificate.pem());
}

TEST_F(SeededAuthority, SealsTheSameFileOfTheSameSeed) {
  for (const P12Profile& profile : profiles()) {
    EXPECT_EQ(Made(Randomness::seeded(7), profile).p12, Made(Randomness::seeded(7), profile).p12)
        << profile.name.view();
  }
}

TEST_F(SeededAuthority, MakesOtherOnesOfAnotherSeedAndWithoutOne) {
  const Made made[] = {Made(Randomness::seeded(7)), Made(Randomness::seeded(8)), Made(Randomness::system()),
                       Made(Randomness::system())};
  std::set<std::string> roots;
  std::set<std::string> names;
  std::set<std::string> keys;
  std::set<pki::Bytes> files;

  for (const Made& each : made) {
    roots.insert(each.authority.root().fingerprint_sha256());
    names.insert(each.authority.root().subject());
    keys.insert(std::string(each.key.pem().value().reveal()));
    files.insert(each.p12);
  }

  for (const std::size_t distinct : {roots.size(), names.size(), keys.size(), files.size()}) EXPECT_EQ(distinct, 4U);
}

TEST_F(SeededAuthority, MakesTwoKeysAndTwoSerials) {
  const Made made(Randomness::seeded(7));
  const pki::Certificate& root = made.authority.root();
  const pki::Certificate& issuing = made.authority.issuing();

  EXPECT_NE(root.serial(), issuing.serial());
  EXPECT_EQ(EVP_PKEY_eq(X509_get0_pubkey(pki::NativeAccess::native(root)),
                        X509_get0_pubkey(pki::NativeAccess::native(issuing))),
            0);
}

// Two signatures with one key and one number k would tell the key to everybody: k has to depend on what is signed.
TEST_F(SeededAuthority, SignsTwoTextsWithTwoNumbers) {
  const auto first_half = [](const pki::Certificate& certificate) {
    const ASN1_BIT_STRING* signature = nullptr;
    X509_get0_signature(&signature, nullptr, pki::NativeAccess::native(certificate));
    const unsigned char* der = ASN1_STRING_get0_data(signature);
    const pki::Handle<ECDSA_SIG, ECDSA_SIG_free> read(d2i_ECDSA_SIG(nullptr, &der, ASN1_STRING_length(signature)));
    const pki::OpensslText r(BN_bn2hex(ECDSA_SIG_get0_r(read.get())));
    return std::string(r.get());
  };
  const auto signed_for = [&](std::string_view name) {
    return authority
        .issue_client({.organization = "u00000001", .common_name = std::string(name)}, ninety_days, key, "482913",
                      Randomness::seeded(7))
        .value()
        .certificate;
  };

  EXPECT_EQ(first_half(signed_for("client001")), first_half(signed_for("client001")));
  EXPECT_NE(first_half(signed_for("client001")), first_half(signed_for("client002")));
}

TEST_F(SeededAuthority, IsTheOnlyOneThatDrawsFromASeed) {
  const auto before = pki::seeded_draws();

  const Made unseeded(Randomness::system());
  EXPECT_EQ(pki::seeded_draws(), before);

  const Made seeded(Randomness::seeded(7));
  EXPECT_GT(pki::seeded_draws(), before);
}

TEST(RandomSerial, IsOneOfItsSeed) {
  EXPECT_EQ(random_serial(Randomness::seeded(7)), random_serial(Randomness::seeded(7)));
  EXPECT_NE(random_serial(Randomness::seeded(7)), random_serial(Randomness::seeded(8)));
}

}  // namespace
}  // namespace orcamo::mock

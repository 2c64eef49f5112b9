// What the octets of a sealed file promise to whoever compares or attacks them.
#include <gmock/gmock.h>
#include <openssl/pkcs12.h>

#include <algorithm>
#include <array>

#include "authority_test.hpp"
#include "orcamo/pki/openssl/handles.hpp"

namespace orcamo::mock {
namespace {

class P12Octets : public AuthorityTest {
 protected:
  pki::Bytes seal(std::string_view profile) const {
    return seal_pkcs12(client, "correctHorse", parse_p12_profile(profile).value(), "client001").value();
  }

  static bool has(const pki::Bytes& file, pki::BytesView octets) {
    return std::search(file.begin(), file.end(), octets.begin(), octets.end()) != file.end();
  }

  const pki::Credential client = issue_client(ninety_days);
};

// X.690, 11.6: the members of a SET OF stand in the order of their octets, so a second encoder changes nothing.
TEST_F(P12Octets, AreDerToTheInnermostAttribute) {
  const pki::Bytes file = seal("PlainKey+PlainCertificates");
  const unsigned char* at = file.data();
  const pki::Pkcs12 p12(d2i_PKCS12(nullptr, &at, static_cast<long>(file.size())));
  const pki::Pkcs7Stack safes(PKCS12_unpack_authsafes(p12.get()));
  ASSERT_EQ(sk_PKCS7_num(safes.get()), 2);

  for (int i = 0; i < sk_PKCS7_num(safes.get()); ++i) {
    PKCS7* const safe = sk_PKCS7_value(safes.get(), i);
    const ASN1_OCTET_STRING* const written = safe->d.data;
    const pki::SafeBags bags(PKCS12_unpack_p7data(safe));
    unsigned char* encoded = nullptr;
    const int size =
        ASN1_item_i2d(reinterpret_cast<ASN1_VALUE*>(bags.get()), &encoded, ASN1_ITEM_rptr(PKCS12_SAFEBAGS));
    const pki::OpensslText owner(reinterpret_cast<char*>(encoded));
    ASSERT_EQ(size, ASN1_STRING_length(written));
    EXPECT_TRUE(std::equal(encoded, encoded + size, ASN1_STRING_get0_data(written)));
  }
}

// RFC 8018, A.2, and X.690, 11.5: a value that is the DEFAULT is not written.
TEST_F(P12Octets, LeaveTheDefaultDigestUnsaid) {
  const std::array<unsigned char, 8> hmac_with_sha1{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02, 0x07};
  const std::array<unsigned char, 8> hmac_with_sha512{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02, 0x0b};

  EXPECT_FALSE(has(seal("DerivationSHA1"), hmac_with_sha1));
  EXPECT_TRUE(has(seal("DerivationSHA512"), hmac_with_sha512));
}

TEST_F(P12Octets, HaveSaltsAndVectorsThatAreDrawn) {
  const std::array<unsigned char, 8> zeros{};

  for (const char* const profile : {"Modern2023", "LegacyDES", "LegacyRC2", "PBMAC1"}) {
    EXPECT_FALSE(has(seal(profile), zeros)) << profile;
  }
}

}  // namespace
}  // namespace orcamo::mock

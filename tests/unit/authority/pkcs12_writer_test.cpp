#include "authority/pkcs12_writer.hpp"

#include <gmock/gmock.h>
#include <openssl/provider.h>

#include "authority_test.hpp"
#include "orcamo/pki/openssl/handles.hpp"
#include "orcamo/testing/matchers.hpp"

namespace orcamo::mock {
namespace {

using pki::Errc;
using ::testing::ElementsAre;
using testing::FailsWith;
using testing::IsOk;

constexpr std::string_view kPassword = "correctHorse";

pki::Pkcs12 decoded(const pki::Bytes& file) {
  const unsigned char* cursor = file.data();
  pki::Pkcs12 p12(d2i_PKCS12(nullptr, &cursor, static_cast<long>(file.size())));
  EXPECT_EQ(cursor, file.data() + file.size());
  return p12;
}

// Salts and encrypted contents are octets by chance; a structure fills its octet string from end to end.
bool holds_a_sequence(pki::BytesView octets) {
  const unsigned char* cursor = octets.data();
  long length = 0;
  int tag = 0;
  int tag_class = 0;
  const int shape = ASN1_get_object(&cursor, &length, &tag, &tag_class, static_cast<long>(octets.size()));
  return shape == V_ASN1_CONSTRUCTED && tag == V_ASN1_SEQUENCE && cursor + length == octets.data() + octets.size();
}

// Every object identifier in the file that is not itself encrypted, dotted, in order.
std::vector<std::string> object_identifiers(pki::BytesView der) {
  std::vector<std::string> found;
  const unsigned char* cursor = der.data();
  const unsigned char* const end = der.data() + der.size();
  while (cursor < end) {
    const unsigned char* const start = cursor;
    long length = 0;
    int tag = 0;
    int tag_class = 0;
    const int shape = ASN1_get_object(&cursor, &length, &tag, &tag_class, end - cursor);
    if ((shape & 0x80) != 0) break;
    const pki::BytesView inside(cursor, static_cast<std::size_t>(length));
    cursor += length;
    if (tag == V_ASN1_OBJECT && tag_class == V_ASN1_UNIVERSAL) {
      const unsigned char* again = start;
      const pki::Handle<ASN1_OBJECT, ASN1_OBJECT_free> object(d2i_ASN1_OBJECT(nullptr, &again, cursor - start));
      char text[128];
      OBJ_obj2txt(text, sizeof text, object.get(), 1);
      found.emplace_back(text);
    } else if ((shape & V_ASN1_CONSTRUCTED) != 0 ||
               (tag == V_ASN1_OCTET_STRING && tag_class == V_ASN1_UNIVERSAL && holds_a_sequence(inside))) {
      const auto nested = object_identifiers(inside);
      found.insert(found.end(), nested.begin(), nested.end());
    }
  }
  ERR_clear_error();
  return found;
}

// Bags are the opened contents of a file, in order: of the encrypted safe, then of the plain one.
struct Bags {
  pki::SafeBags certificates;
  pki::SafeBags keys;
};

Bags opened(const pki::Bytes& file, std::string_view password) {
  const pki::Pkcs12 p12 = decoded(file);
  const pki::Pkcs7Stack safes(PKCS12_unpack_authsafes(p12.get()));
  EXPECT_EQ(sk_PKCS7_num(safes.get()), 2);
  return {.certificates = pki::SafeBags(PKCS12_unpack_p7encdata(sk_PKCS7_value(safes.get(), 0), password.data(),
                                                                static_cast<int>(password.size()))),
          .keys = pki::SafeBags(PKCS12_unpack_p7data(sk_PKCS7_value(safes.get(), 1)))};
}

// In UTF-8; PKCS12_get_friendlyname knows one octet a character.
std::string friendly_name(PKCS12_SAFEBAG* bag) {
  const ASN1_TYPE* const attribute = PKCS12_SAFEBAG_get0_attr(bag, NID_friendlyName);
  if (attribute == nullptr) return "";
  unsigned char* text = nullptr;
  const int size = ASN1_STRING_to_UTF8(&text, attribute->value.bmpstring);
  const pki::Handle<unsigned char, pki::free_openssl_memory> owned(text);
  return size > 0 ? std::string(reinterpret_cast<char*>(text), static_cast<std::size_t>(size)) : "";
}

std::string local_key_id(PKCS12_SAFEBAG* bag) {
  const ASN1_TYPE* const attribute = PKCS12_SAFEBAG_get0_attr(bag, NID_localKeyID);
  if (attribute == nullptr) return "";
  const ASN1_STRING* const id = attribute->value.octet_string;
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(id)), static_cast<std::size_t>(ASN1_STRING_length(id))};
}

pki::Certificate certificate_in(const pki::SafeBags& bags, int index) {
  return pki::NativeAccess::wrap(pki::X509Handle(PKCS12_SAFEBAG_get1_cert(sk_PKCS12_SAFEBAG_value(bags.get(), index))))
      .value();
}

class Pkcs12Writer : public AuthorityTest, public ::testing::WithParamInterface<P12Profile> {
 protected:
  pki::Bytes seal(std::string_view password = kPassword, std::string_view friendly_name = "client001") const {
    return seal_pkcs12(client, password, GetParam(), friendly_name).value();
  }

  const pki::Credential client = issue_client(ninety_days);
};

TEST_P(Pkcs12Writer, PutsTheLeafBeforeItsIssuerAndLeavesTheRootOut) {
  pki::Credential with_root = client;
  with_root.chain.push_back(authority.root());

  const Bags bags = opened(seal_pkcs12(with_root, kPassword, GetParam(), "client001").value(), kPassword);

  ASSERT_EQ(sk_PKCS12_SAFEBAG_num(bags.certificates.get()), 2);
  EXPECT_EQ(certificate_in(bags.certificates, 0), client.certificate);
  EXPECT_EQ(certificate_in(bags.certificates, 1), authority.issuing());
}

TEST_P(Pkcs12Writer, ShroudsTheKey) {
  const Bags bags = opened(seal(), kPassword);

  ASSERT_EQ(sk_PKCS12_SAFEBAG_num(bags.keys.get()), 1);
  PKCS12_SAFEBAG* const bag = sk_PKCS12_SAFEBAG_value(bags.keys.get(), 0);
  ASSERT_EQ(PKCS12_SAFEBAG_get_nid(bag), NID_pkcs8ShroudedKeyBag);
  const pki::KeyInfo info(PKCS12_decrypt_skey(bag, kPassword.data(), static_cast<int>(kPassword.size())));
  ASSERT_NE(info, nullptr);
  EXPECT_TRUE(client.certificate.matches(pki::NativeAccess::wrap(pki::PKey(EVP_PKCS82PKEY(info.get()))).value()));
}

TEST_P(Pkcs12Writer, JoinsKeyAndLeafByNameAndKeyId) {
  const Bags bags = opened(seal(), kPassword);

  PKCS12_SAFEBAG* const leaf = sk_PKCS12_SAFEBAG_value(bags.certificates.get(), 0);
  PKCS12_SAFEBAG* const issuer = sk_PKCS12_SAFEBAG_value(bags.certificates.get(), 1);
  PKCS12_SAFEBAG* const key_bag = sk_PKCS12_SAFEBAG_value(bags.keys.get(), 0);
  EXPECT_EQ(friendly_name(leaf), "client001");
  EXPECT_EQ(friendly_name(key_bag), "client001");
  EXPECT_EQ(friendly_name(issuer), "");
  EXPECT_EQ(local_key_id(leaf).size(), 20U);
  EXPECT_EQ(local_key_id(leaf), local_key_id(key_bag));
  EXPECT_EQ(local_key_id(issuer), "");
}

TEST_P(Pkcs12Writer, KeepsAJapaneseFriendlyName) {
  const Bags bags = opened(seal(kPassword, "受付の端末"), kPassword);

  EXPECT_EQ(friendly_name(sk_PKCS12_SAFEBAG_value(bags.keys.get(), 0)), "受付の端末");
}

TEST_P(Pkcs12Writer, RefusesAFriendlyNameThatIsNotText) {
  EXPECT_THAT(seal_pkcs12(client, kPassword, GetParam(), "\xff\xfe"), FailsWith(Errc::kRequestBadValue));
}

TEST_P(Pkcs12Writer, LeavesAnEmptyFriendlyNameOut) {
  const Bags bags = opened(seal(kPassword, ""), kPassword);

  EXPECT_EQ(PKCS12_SAFEBAG_get0_attr(sk_PKCS12_SAFEBAG_value(bags.keys.get(), 0), NID_friendlyName), nullptr);
}

TEST_P(Pkcs12Writer, CountsIterationsOfTheMac) {
  const pki::Pkcs12 p12 = decoded(seal());

  const ASN1_INTEGER* iterations = nullptr;
  PKCS12_get0_mac(nullptr, nullptr, nullptr, &iterations, p12.get());
  EXPECT_EQ(ASN1_INTEGER_get(iterations), 2048);
}

TEST_P(Pkcs12Writer, SealsAnEmptyPasswordAsAnEmptyString) {
  for (const std::string_view empty : {std::string_view(), std::string_view("")}) {
    const pki::Pkcs12 p12 = decoded(seal(empty));

    EXPECT_EQ(PKCS12_verify_mac(p12.get(), "", 0), 1);
    EXPECT_EQ(PKCS12_verify_mac(p12.get(), nullptr, 0), 0);
    ERR_clear_error();
  }
}

TEST_P(Pkcs12Writer, SealsAPasswordUpToItsLengthNotToANul) {
  using namespace std::string_view_literals;
  const pki::Pkcs12 p12 = decoded(seal("abc\0def"sv));

  EXPECT_EQ(PKCS12_verify_mac(p12.get(), "abc\0def", 7), 1);
  EXPECT_EQ(PKCS12_verify_mac(p12.get(), "abc", 3), 0);
  ERR_clear_error();
}

TEST_P(Pkcs12Writer, SealsNoTwoFilesAlike) { EXPECT_NE(seal(), seal()); }

TEST_P(Pkcs12Writer, RefusesAKeyOfAnotherCertificate) {
  pki::Credential mixed = client;
  mixed.key = pki::PrivateKey::generate(pki::KeyType::kP256).value();

  EXPECT_THAT(seal_pkcs12(mixed, kPassword, GetParam(), "client001"), FailsWith(Errc::kKeyMismatch));
}

TEST_P(Pkcs12Writer, NeedsNoLegacyProvider) {
  ASSERT_EQ(OSSL_PROVIDER_available(nullptr, "legacy"), 0);

  EXPECT_THAT(seal_pkcs12(client, kPassword, GetParam(), "client001"), IsOk());
}

TEST_P(Pkcs12Writer, SealsAnRsaKey) {
  const auto rsa = pki::PrivateKey::generate(pki::KeyType::kRsa2048).value();
  const auto credential = authority.issue_client(subject, ninety_days, rsa, "482913").value();

  const Bags bags = opened(seal_pkcs12(credential, kPassword, GetParam(), "client001").value(), kPassword);

  EXPECT_EQ(certificate_in(bags.certificates, 0), credential.certificate);
}

INSTANTIATE_TEST_SUITE_P(Profiles, Pkcs12Writer, ::testing::Values(P12Profile::kModern2023, P12Profile::kLegacyDes),
                         [](const auto& row) { return std::string(row.param.name); });

constexpr const char* kData = "1.2.840.113549.1.7.1";
constexpr const char* kEncryptedData = "1.2.840.113549.1.7.6";
constexpr const char* kShroudedKeyBag = "1.2.840.113549.1.12.10.1.2";
constexpr const char* kFriendlyName = "1.2.840.113549.1.9.20";
constexpr const char* kLocalKeyId = "1.2.840.113549.1.9.21";

using Pkcs12Algorithms = AuthorityTest;

TEST_F(Pkcs12Algorithms, OfModern2023ArePbes2WithAes256AndSha256) {
  constexpr const char* kPbes2 = "1.2.840.113549.1.5.13";
  constexpr const char* kPbkdf2 = "1.2.840.113549.1.5.12";
  constexpr const char* kHmacSha256 = "1.2.840.113549.2.9";
  constexpr const char* kAes256Cbc = "2.16.840.1.101.3.4.1.42";
  constexpr const char* kSha256 = "2.16.840.1.101.3.4.2.1";

  const auto file = seal_pkcs12(issue_client(ninety_days), kPassword, P12Profile::kModern2023, "client001").value();

  EXPECT_THAT(object_identifiers(file), ElementsAre(kData, kEncryptedData, kData, kPbes2, kPbkdf2, kHmacSha256,
                                                    kAes256Cbc, kData, kShroudedKeyBag, kPbes2, kPbkdf2, kHmacSha256,
                                                    kAes256Cbc, kFriendlyName, kLocalKeyId, kSha256));
}

TEST_F(Pkcs12Algorithms, OfLegacyDesAreTripleDesAndSha1) {
  constexpr const char* kShaAnd3KeyTripleDes = "1.2.840.113549.1.12.1.3";
  constexpr const char* kSha1 = "1.3.14.3.2.26";

  const auto file = seal_pkcs12(issue_client(ninety_days), kPassword, P12Profile::kLegacyDes, "client001").value();

  EXPECT_THAT(object_identifiers(file),
              ElementsAre(kData, kEncryptedData, kData, kShaAnd3KeyTripleDes, kData, kShroudedKeyBag,
                          kShaAnd3KeyTripleDes, kFriendlyName, kLocalKeyId, kSha1));
}

}  // namespace
}  // namespace orcamo::mock

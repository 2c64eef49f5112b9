#include "orcamo/client/pkcs12.hpp"

#include <gmock/gmock.h>
#include <openssl/err.h>

#include <string>

#include "identities.hpp"
#include "openssl_program.hpp"
#include "orcamo/testing/matchers.hpp"
#include "orcamo/testing/printers.hpp"

namespace orcamo::testing {
namespace {

using client::open_pkcs12;
using pki::Errc;
using ::testing::HasSubstr;

// Files that openssl writes of one identity, each in its own way.
class StrangersFile : public ::testing::Test {
 protected:
  ~StrangersFile() override { EXPECT_EQ(ERR_peek_error(), 0u) << "OpenSSL's error queue was left full"; }

  const pki::Credential identity_ = issue();
  const OpensslProgram openssl_{identity_, kPassword};
};

TEST_F(StrangersFile, OpensWithTheDefaultsOfOpenssl) {
  const pki::Bytes file = openssl_.export_p12(kWhole);

  const auto opened = open_pkcs12(file, kPassword);

  ASSERT_THAT(opened, IsOk());
  EXPECT_EQ(opened->certificate, identity_.certificate);
  EXPECT_TRUE(opened->certificate.matches(opened->key));
}

TEST_F(StrangersFile, GivesTheChainIssuerFirstAndWithoutTheRoot) {
  const auto opened = open_pkcs12(openssl_.export_p12(kWhole), kPassword);

  ASSERT_THAT(opened, IsOk());
  ASSERT_EQ(opened->chain.size(), 1u);
  EXPECT_TRUE(opened->certificate.is_signed_by(opened->chain[0]));
}

TEST_F(StrangersFile, OpensWithOldTripleDes) {
  const pki::Bytes file = openssl_.export_p12(
      kWhole + std::vector<std::string>{"-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1"});

  EXPECT_THAT(open_pkcs12(file, kPassword), IsOk());
}

TEST_F(StrangersFile, OpensWithoutEncryption) {
  const pki::Bytes file = openssl_.export_p12(kWhole + std::vector<std::string>{"-keypbe", "NONE", "-certpbe", "NONE"});

  EXPECT_THAT(open_pkcs12(file, kPassword), IsOk());
}

TEST_F(StrangersFile, OpensWithTheIterationsOfNss) {
  const pki::Bytes file = openssl_.export_p12(kWhole + std::vector<std::string>{"-iter", "600000"});

  EXPECT_THAT(open_pkcs12(file, kPassword), IsOk());
}

TEST_F(StrangersFile, OpensInIndefiniteLengthForm) {
  pki::Bytes file = openssl_.export_p12(kWhole);
  ASSERT_EQ(file[1], 0x82);
  file.erase(file.begin() + 2, file.begin() + 4);
  file[1] = 0x80;
  file.insert(file.end(), {0x00, 0x00});

  EXPECT_THAT(open_pkcs12(file, kPassword), IsOk());
}

TEST_F(StrangersFile, OpensWithTheAlgorithmThatOpenssl3KeepsInItsLegacyProvider) {
  const pki::Bytes file = openssl_.export_p12(kWhole + std::vector<std::string>{"-legacy"});

  EXPECT_THAT(open_pkcs12(file, kPassword), IsOk());
}

TEST_F(StrangersFile, IsRefusedWithoutMac) {
  const pki::Bytes file = openssl_.export_p12(kWhole + std::vector<std::string>{"-nomac"});

  EXPECT_THAT(open_pkcs12(file, kPassword), FailsWith(Errc::kP12MacMissing));
}

TEST_F(StrangersFile, TellsWrongPasswordFromDamage) {
  pki::Bytes file = openssl_.export_p12(kWhole);
  EXPECT_THAT(open_pkcs12(file, "aB3dE6gH9K"), FailsWith(Errc::kP12WrongPassword));
  EXPECT_THAT(open_pkcs12(file, ""), FailsWith(Errc::kP12WrongPassword));

  file[file.size() - 20] ^= 0x01;  // in the MAC's salt

  EXPECT_THAT(open_pkcs12(file, kPassword), FailsWith(Errc::kP12Malformed));
}

TEST_F(StrangersFile, OpensWithTheEmptyPassword) {
  openssl_.folder().write("password.txt", "\n");
  const pki::Bytes file = openssl_.export_p12(kWhole);

  EXPECT_THAT(open_pkcs12(file, ""), IsOk());
  EXPECT_THAT(open_pkcs12(file, kPassword), FailsWith(Errc::kP12WrongPassword));
}

TEST_F(StrangersFile, OpensWithAJapanesePassword) {
  openssl_.folder().write("password.txt", "医療機関\n");

  EXPECT_THAT(open_pkcs12(openssl_.export_p12(kWhole), "医療機関"), IsOk());
}

TEST_F(StrangersFile, HasNoKey) {
  const pki::Bytes file = openssl_.export_p12({"-nokeys", "-in", "certificate.pem"});

  EXPECT_THAT(open_pkcs12(file, kPassword), FailsWith(Errc::kP12NoKey));
}

TEST_F(StrangersFile, HasNoCertificate) {
  const pki::Bytes file = openssl_.export_p12({"-nocerts", "-in", "key.pem"});

  EXPECT_THAT(open_pkcs12(file, kPassword), FailsWith(Errc::kP12NoCertificate));
}

TEST_F(StrangersFile, FindsTheLeafBehindItsIssuer) {
  openssl_.folder().write("certificate.pem", identity_.chain.at(0).pem() + identity_.certificate.pem());
  const pki::Bytes file = openssl_.export_p12({"-inkey", "key.pem", "-in", "certificate.pem"});

  const auto opened = open_pkcs12(file, kPassword);

  ASSERT_THAT(opened, IsOk());
  EXPECT_EQ(opened->certificate, identity_.certificate);
}

TEST_F(StrangersFile, IsRefusedWithOctetsBehindItsEnd) {
  pki::Bytes file = openssl_.export_p12(kWhole);
  file.push_back('\n');

  const auto opened = open_pkcs12(file, kPassword);

  ASSERT_THAT(opened, FailsWith(Errc::kP12Malformed));
  EXPECT_THAT(opened.error().message(), HasSubstr("1 octets that do not belong"));
}

TEST_F(StrangersFile, CutShortAnywhereIsMalformed) {
  const pki::Bytes file = openssl_.export_p12(kWhole);
  for (std::size_t size = 1; size < file.size(); size += 8) {
    EXPECT_THAT(open_pkcs12(pki::BytesView(file).first(size), kPassword), FailsWith(Errc::kP12Malformed)) << size;
  }
}

TEST_F(StrangersFile, NeverGivesAnotherKeyAfterOneFlippedBit) {
  const pki::Bytes file = openssl_.export_p12(kWhole + std::vector<std::string>{"-iter", "1"});
  const client::Pkcs12Limits limits{.iterations = 1000};
  std::size_t refused = 0;
  for (std::size_t at = 0; at < file.size(); ++at) {
    for (const int bit : {0, 5, 7}) {
      pki::Bytes changed = file;
      changed[at] = static_cast<std::uint8_t>(changed[at] ^ (1 << bit));

      const auto opened = open_pkcs12(changed, kPassword, limits);

      if (!opened) {
        ++refused;
      } else {
        EXPECT_TRUE(opened->certificate == identity_.certificate && identity_.certificate.matches(opened->key));
      }
    }
  }
  EXPECT_GT(refused, file.size() * 3 * 95 / 100);
}

TEST_F(StrangersFile, IsRefusedAboveTheLimitOfOctets) {
  const pki::Bytes file = openssl_.export_p12(kWhole);

  EXPECT_THAT(open_pkcs12(file, kPassword, {.octets = file.size() - 1}), FailsWith(Errc::kP12LimitExceeded));
  EXPECT_THAT(open_pkcs12(file, kPassword, {.octets = file.size()}), IsOk());
}

TEST_F(StrangersFile, IsRefusedAboveTheLimitOfIterations) {
  const pki::Bytes file = openssl_.export_p12(kWhole + std::vector<std::string>{"-iter", "3000"});

  EXPECT_THAT(open_pkcs12(file, kPassword, {.iterations = 2999}), FailsWith(Errc::kP12LimitExceeded));
  EXPECT_THAT(open_pkcs12(file, kPassword, {.iterations = 3000}), IsOk());
}

struct Stranger {
  const char* name;
  std::string octets;
  const char* called;
};
void PrintTo(const Stranger& stranger, std::ostream* out) { *out << stranger.name; }

class NotPkcs12 : public ::testing::TestWithParam<Stranger> {};

TEST_P(NotPkcs12, IsCalledByItsName) {
  const auto opened = open_pkcs12(pki::as_bytes(GetParam().octets), kPassword);

  ASSERT_THAT(opened, FailsWith(Errc::kP12NotP12));
  EXPECT_THAT(opened.error().message(), HasSubstr(GetParam().called));
  EXPECT_FALSE(opened.error().hint().empty());
  EXPECT_EQ(ERR_peek_error(), 0u);
}

INSTANTIATE_TEST_SUITE_P(
    Strangers, NotPkcs12,
    ::testing::Values(Stranger{"Empty", "", "empty"},
                      Stranger{"Html", "<!DOCTYPE html><title>x</title>", "an HTML page"},
                      Stranger{"HtmlWithMark", "\xef\xbb\xbf\r\n <HTML>", "an HTML page"},
                      Stranger{"Xml", "<?xml version=\"1.0\"?><a/>", "an XML or HTML text"},
                      Stranger{"Json", R"({"uri":"https://localhost/a","pass":"x"})", "a JSON text"},
                      Stranger{"Zip", std::string("PK\x03\x04\x14\0", 6), "a ZIP archive"},
                      Stranger{"Gzip", "\x1f\x8b\x08", "a gzip archive"}, Stranger{"Pdf", "%PDF-1.7", "a PDF document"},
                      Stranger{"Base64", "MIIKLwIBAzCCCeUGCSqG\n", "a base64 text"},
                      Stranger{"Text", "please log in first", "a plain text"},
                      Stranger{"TextOfDigits", "0123456789", "a plain text"},
                      Stranger{"HttpAnswer", "HTTP/1.1 200 OK\r\n\r\n", "an HTTP answer"},
                      Stranger{"JavaKeyStore", "\xfe\xed\xfe\xed", "a Java key store"},
                      Stranger{"ZeroOctets", std::string(64, '\0'), "zero octets"},
                      Stranger{"Noise", "\x80\x01\x02\x03", "binary data"}),
    [](const auto& row) { return row.param.name; });

TEST(NotPkcs12, IsCalledPemWhenItIsPem) {
  const std::string pem = issue().certificate.pem();

  const auto opened = open_pkcs12(pki::as_bytes(pem), kPassword);

  ASSERT_THAT(opened, FailsWith(Errc::kP12NotP12));
  EXPECT_THAT(opened.error().message(), HasSubstr("PEM"));
}

TEST(NotPkcs12, IsCalledACertificateWhenItIsOneInDer) {
  const auto opened = open_pkcs12(issue().certificate.der(), kPassword);

  ASSERT_THAT(opened, FailsWith(Errc::kP12NotP12));
  EXPECT_THAT(opened.error().message(), HasSubstr("a certificate without a private key"));
}

}  // namespace
}  // namespace orcamo::testing

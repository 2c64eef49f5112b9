// Every profile is sealed here and read by a stranger: the openssl command says what is in the file.
#include <gmock/gmock.h>

#include <map>
#include <regex>

#include "authority/pkcs12_writer.hpp"
#include "authority_test.hpp"
#include "orcamo/testing/matchers.hpp"
#include "orcamo/testing/temporary_directory.hpp"
#include "run_program.hpp"

namespace orcamo::mock {
namespace {

using pki::Errc;
using testing::FailsWith;
using ::testing::HasSubstr;
using testing::IsOk;

constexpr std::string_view kPassword = "aB3$ \"x:'y";

bool has_mac(const P12Profile& profile) { return profile.mac.scheme != P12Mac::Scheme::kNone; }
bool is_pbmac1(const P12Profile& profile) { return profile.mac.scheme == P12Mac::Scheme::kPbmac1; }

int count(const std::string& text, std::string_view what) {
  int found = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

// How `openssl pkcs12 -info` names an encryption.
std::string openssl_name(P12Encryption kind, const P12Profile& profile) {
  const std::map<P12Digest, std::string> prf{{P12Digest::kSha1, "hmacWithSHA1"},
                                             {P12Digest::kSha256, "hmacWithSHA256"},
                                             {P12Digest::kSha384, "hmacWithSHA384"},
                                             {P12Digest::kSha512, "hmacWithSHA512"}};
  const std::string iterations = "Iteration " + std::to_string(profile.iterations);
  const auto aes = [&](const char* bits) {
    return std::string("PBES2, PBKDF2, AES-") + bits + "-CBC, " + iterations + ", PRF " + prf.at(profile.derivation);
  };
  switch (kind) {
    case P12Encryption::kAes256:
      return aes("256");
    case P12Encryption::kAes192:
      return aes("192");
    case P12Encryption::kAes128:
      return aes("128");
    case P12Encryption::kTripleDes:
      return "pbeWithSHA1And3-KeyTripleDES-CBC, " + iterations;
    case P12Encryption::kRc2Of40Bits:
      return "pbeWithSHA1And40BitRC2-CBC, " + iterations;
    case P12Encryption::kNone:
      break;
  }
  return "";
}

class P12Sealing : public AuthorityTest {
 protected:
  ProgramOutcome openssl(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "openssl");
    return run_program(arguments, folder / "output");
  }

  pki::Bytes seal(const P12Profile& profile, std::string_view password) const {
    return seal_pkcs12(authority.with_root(client), password, profile, "client001").value();
  }

  // `openssl pkcs12` 3.0 knows no PBMAC1, and no RC2 without the legacy provider.
  ProgramOutcome open(const P12Profile& profile, std::string_view sealed_with, std::string_view opened_with,
                      std::vector<std::string> options = {"-nodes"}) const {
    const pki::Bytes file = seal(profile, sealed_with);
    options.insert(options.begin(), {"pkcs12", "-in", folder.write("a.p12", pki::as_text(file)), "-passin",
                                     "file:" + folder.write("password", opened_with).string()});
    if (is_pbmac1(profile)) options.emplace_back("-nomacver");
    if (profile.certificates == P12Encryption::kRc2Of40Bits) options.emplace_back("-legacy");
    return openssl(std::move(options));
  }

  const pki::Credential client = issue_client(ninety_days);
  const testing::TemporaryDirectory folder;
};

class P12SealingAs : public P12Sealing, public ::testing::WithParamInterface<P12Profile> {};

TEST_P(P12SealingAs, IsOpenedByOpenssl) {
  const P12Profile& profile = GetParam();
  const int links = profile.chain == P12Chain::kNone ? 0 : profile.chain == P12Chain::kWithRoot ? 2 : 1;

  const auto outcome = open(profile, kPassword, kPassword);

  ASSERT_EQ(outcome.exit_code, 0) << outcome.output;
  EXPECT_EQ(count(outcome.output, "-----BEGIN PRIVATE KEY-----"), 1);
  EXPECT_EQ(count(outcome.output, "-----BEGIN CERTIFICATE-----"), 1 + links);
  EXPECT_THAT(outcome.output, HasSubstr(client.key.pem().value().reveal()));
  EXPECT_THAT(outcome.output, HasSubstr(client.certificate.pem()));
  EXPECT_EQ(count(outcome.output, "localKeyID: "), profile.local_key_id == P12LocalKeyId::kWritten ? 2 : 0);
  EXPECT_EQ(count(outcome.output, "friendlyName: client001"), profile.friendly_name ? 0 : 2);
  EXPECT_EQ(count(outcome.output, "MAC is absent"), has_mac(profile) ? 0 : 1);
  EXPECT_EQ(outcome.output.find(client.certificate.pem()) < outcome.output.find(authority.issuing().pem()),
            profile.chain != P12Chain::kReversed);
  EXPECT_EQ(outcome.output.find("BEGIN PRIVATE") < outcome.output.find("BEGIN CERT"),
            profile.order == P12Order::kKeyFirst);
}

TEST_P(P12SealingAs, IsNotOpenedByAWrongPassword) {
  const P12Profile& profile = GetParam();
  const bool open_to_all = profile.keys == P12Encryption::kNone && profile.certificates == P12Encryption::kNone;

  const auto outcome = open(profile, kPassword, "wrong");

  EXPECT_EQ(outcome.exit_code, open_to_all ? 0 : 1);
  const bool has_key = profile.keys == P12Encryption::kNone && outcome.exit_code == 0;
  EXPECT_EQ(count(outcome.output, "BEGIN PRIVATE"), has_key ? 1 : 0);
}

TEST_P(P12SealingAs, SaysTheAlgorithmsAndIterations) {
  const P12Profile& profile = GetParam();
  const std::map<P12Digest, std::string> digests{{P12Digest::kSha1, "sha1"},
                                                 {P12Digest::kSha256, "sha256"},
                                                 {P12Digest::kSha384, "sha384"},
                                                 {P12Digest::kSha512, "sha512"}};

  const auto outcome = open(profile, kPassword, kPassword, {"-info", "-noout"});

  const std::string certificates = openssl_name(profile.certificates, profile);
  const std::string keys = openssl_name(profile.keys, profile);
  EXPECT_THAT(outcome.output, HasSubstr(certificates.empty() ? "PKCS7 Data\nCertificate bag"
                                                             : "PKCS7 Encrypted data: " + certificates + "\n"));
  EXPECT_THAT(outcome.output, HasSubstr(keys.empty() ? "Key bag\n" : "Shrouded Keybag: " + keys + "\n"));
  if (profile.mac.scheme == P12Mac::Scheme::kPkcs12Kdf) {
    EXPECT_THAT(outcome.output, HasSubstr("MAC: " + digests.at(profile.mac.digest) + ", Iteration " +
                                          std::to_string(profile.mac.iterations) + "\n"));
  }
}

INSTANTIATE_TEST_SUITE_P(Profiles, P12SealingAs, ::testing::ValuesIn(profiles().begin(), profiles().end()),
                         [](const auto& row) {
                           std::string name(row.param.name);
                           for (char& c : name) c = c == '-' ? '_' : c;
                           return name;
                         });

// Values reads what `openssl asn1parse` says, in order, of one kind of value.
std::vector<std::string> values(const std::string& parsed, const std::string& kind) {
  std::vector<std::string> found;
  const std::regex line("prim: +" + kind + " *:([^\n]*)");
  for (std::sregex_iterator at(parsed.begin(), parsed.end(), line), end; at != end; ++at) found.push_back((*at)[1]);
  return found;
}

class Pbmac1 : public P12Sealing, public ::testing::WithParamInterface<const char*> {};

// RFC 9579 by the commands: derive as the file says, and the MAC is what the file has.
TEST_P(Pbmac1, IsWhatTheCommandsDerive) {
  const P12Profile& profile = *find_profile(GetParam());
  const std::string digest = profile.mac.digest == P12Digest::kSha512 ? "SHA512" : "SHA256";
  const auto file = folder.write("a.p12", pki::as_text(seal(profile, "correctHorse")));
  const std::string parsed = openssl({"asn1parse", "-inform", "DER", "-in", file}).output;
  const auto objects = values(parsed, "OBJECT");
  const auto octets = values(parsed, R"(OCTET STRING +\[HEX DUMP\])");
  const auto integers = values(parsed, "INTEGER");

  const std::string hmac = "hmacWith" + digest;
  EXPECT_THAT(objects, ::testing::ElementsAre("pkcs7-data", "PBMAC1", "PBKDF2", hmac, hmac));
  ASSERT_EQ(octets.size(), 3U) << parsed;  // the safes, the salt, the MAC; what is not used is text
  EXPECT_THAT(integers, ::testing::ElementsAre("03", "0800", digest == "SHA512" ? "40" : "20"));
  std::smatch safes;
  ASSERT_TRUE(std::regex_search(parsed, safes, std::regex(R"(\n +(\d+):d=\d+ +hl=\d+ +l= *\d+ prim: +OCTET)")));
  const auto contents = folder / "safes";
  openssl({"asn1parse", "-inform", "DER", "-in", file, "-strparse", safes[1], "-noout", "-out", contents});
  std::string derived =
      openssl({"kdf", "-keylen", digest == "SHA512" ? "64" : "32", "-kdfopt", "digest:" + digest, "-kdfopt",
               "pass:correctHorse", "-kdfopt", "hexsalt:" + octets[1], "-kdfopt", "iter:2048", "PBKDF2"})
          .output;
  std::erase_if(derived, [](char c) { return c == ':' || c == '\n'; });
  const auto mac = openssl({"mac", "-digest", digest, "-macopt", "hexkey:" + derived, "-in", contents, "HMAC"});
  EXPECT_EQ(mac.output, octets[2] + "\n");
}

INSTANTIATE_TEST_SUITE_P(Digests, Pbmac1, ::testing::Values("PBMAC1", "PBMAC1-SHA512"), [](const auto& row) {
  return std::string(row.param == std::string("PBMAC1") ? "Sha256" : "Sha512");
});

struct Encoding {
  const char* name;
  const char* profile;
  std::string_view password;
  std::string_view opened_with;  // by a command that knows one encoding only
  int exit_code;
};
void PrintTo(const Encoding& encoding, std::ostream* out) { *out << encoding.name; }

class P12PasswordEncoding : public P12Sealing, public ::testing::WithParamInterface<Encoding> {};

TEST_P(P12PasswordEncoding, IsWhatTheProfileSays) {
  const auto& [name, profile, password, opened_with, exit_code] = GetParam();

  const auto outcome = open(*find_profile(profile), password, opened_with);

  EXPECT_EQ(outcome.exit_code, exit_code) << outcome.output;
}

// The command tries an empty password in both encodings, and a password octet by octet after its UTF-8.
INSTANTIATE_TEST_SUITE_P(
    Rows, P12PasswordEncoding,
    ::testing::Values(Encoding{"EmptyAsTwoZeros", "Modern2023", "", "\n", 0},
                      Encoding{"EmptyAsNothing", "EmptyAsNothing", "", "\n", 0},
                      Encoding{"EmptyAsNothingInOldEncryption", "LegacyDES-EmptyAsNothing", "", "\n", 0},
                      Encoding{"Japanese", "LegacyDES", "パスワード", "パスワード", 0},
                      Encoding{"JapaneseUnderPbmac1", "PBMAC1", "パスワード", "パスワード", 0},
                      Encoding{"OctetByOctet", "LegacyDES-OctetByOctet", "é", "\xc3\x83\xc2\xa9", 0},
                      Encoding{"OctetByOctetOfAscii", "LegacyDES-OctetByOctet", "abc", "abc", 0}),
    [](const auto& row) { return row.param.name; });

TEST_F(P12Sealing, WritesAnEmptyPasswordInTwoWays) {
  for (const char* name : {"Modern2023", "LegacyDES"}) {
    P12Profile nothing = *find_profile(name);
    nothing.empty_password = P12EmptyPassword::kNothing;
    const auto randomness = pki::Randomness::seeded(7);

    EXPECT_NE(seal_pkcs12(client, "", *find_profile(name), "", randomness).value(),
              seal_pkcs12(client, "", nothing, "", randomness).value());
    EXPECT_EQ(seal_pkcs12(client, "x", *find_profile(name), "", randomness).value(),
              seal_pkcs12(client, "x", nothing, "", randomness).value());
  }
}

TEST_F(P12Sealing, WritesCharactersBeyondTheFirstPlaneAsSurrogates) {
  const pki::Bytes file = seal(*find_profile("NameBeyondBMP"), kPassword);
  const std::string_view surrogates("\xd8\x42\xdf\xb7", 4);  // of U+20BB7

  EXPECT_NE(pki::as_text(file).find(surrogates), std::string_view::npos);
}

TEST_F(P12Sealing, RefusesWhatIsNotUtf8) {
  for (const std::string_view text : {"\xff", "\xc0\xaf", "\xe3\x81", "\xed\xa0\x80", "\xf4\x90\x80\x80"}) {
    EXPECT_THAT(seal_pkcs12(client, text, P12Profile::kModern2023, "client001"), FailsWith(Errc::kRequestBadValue));
    EXPECT_THAT(seal_pkcs12(client, kPassword, P12Profile::kModern2023, text), FailsWith(Errc::kRequestBadValue));
  }
}

TEST_F(P12Sealing, WantsTheRootWhereTheProfileHasIt) {
  const P12Profile& profile = *find_profile("WithRoot");

  EXPECT_THAT(seal_pkcs12(client, kPassword, profile, ""), FailsWith(Errc::kRequestBadValue));
  EXPECT_THAT(seal_pkcs12(authority.with_root(client), kPassword, profile, ""), IsOk());
}

}  // namespace
}  // namespace orcamo::mock

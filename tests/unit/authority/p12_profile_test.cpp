#include "authority/p12_profile.hpp"

#include <gmock/gmock.h>

#include <set>
#include <string>

#include "authority_test.hpp"
#include "orcamo/testing/matchers.hpp"
#include "orcamo/testing/temporary_directory.hpp"

namespace orcamo::mock {
namespace {

using pki::Errc;
using testing::FailsWith;
using ::testing::HasSubstr;
using testing::IsOkAnd;

TEST(P12ProfileTable, HasEveryNameOnceAndFindsIt) {
  std::set<std::string_view> names;
  for (const P12Profile& profile : profiles()) {
    EXPECT_TRUE(names.insert(profile.name).second) << profile.name.view();
    EXPECT_FALSE(profile.says.empty()) << profile.name.view();
    ASSERT_NE(find_profile(profile.name), nullptr) << profile.name.view();
    EXPECT_EQ(*find_profile(profile.name), profile);
    EXPECT_THAT(parse_p12_profile(profile.name), IsOkAnd(profile));
  }
  for (const P12Alias& alias : profile_aliases()) EXPECT_TRUE(names.insert(alias.name).second) << alias.name;
  EXPECT_GE(profiles().size(), 14U);
}

TEST(P12ProfileTable, HasNoTwoProfilesAlike) {
  for (const P12Profile& one : profiles()) {
    for (const P12Profile& other : profiles()) {
      P12Profile renamed = other;
      renamed.name = one.name;
      renamed.says = one.says;
      EXPECT_EQ(renamed == one, &one == &other) << one.name.view() << " and " << other.name.view();
    }
  }
}

// What is told from a file is told from the table elsewhere: here are the figures that its names promise.
TEST(P12ProfileTable, IsWhatItsNamesSay) {
  const auto named = [](std::string_view name) { return *find_profile(name); };

  EXPECT_EQ(named("DerivationSHA1").derivation, P12Digest::kSha1);
  EXPECT_EQ(named("DerivationSHA512").derivation, P12Digest::kSha512);
  EXPECT_EQ(named("PBMAC1-SHA512").derivation, P12Digest::kSha512);
  EXPECT_EQ(named("PBMAC1-SHA512").mac.digest, P12Digest::kSha512);
  EXPECT_EQ(named("MacSHA1").mac.digest, P12Digest::kSha1);
  EXPECT_EQ(named("MacSHA384").mac.digest, P12Digest::kSha384);
  EXPECT_EQ(named("MacSHA512").mac.digest, P12Digest::kSha512);
  EXPECT_EQ(named("LegacyRC2").keys, P12Encryption::kTripleDes);
  EXPECT_EQ(named("LegacyRC2").certificates, P12Encryption::kRc2Of40Bits);
  EXPECT_EQ(named("LegacyDES").certificates, P12Encryption::kTripleDes);
  EXPECT_EQ(named("AES128").keys, P12Encryption::kAes128);
  EXPECT_EQ(named("AES192").certificates, P12Encryption::kAes192);
  EXPECT_EQ(named("Iterations1").iterations, 1);
  EXPECT_EQ(named("Iterations600000").iterations, 600'000);
  EXPECT_EQ(named("Iterations600000").mac.iterations, 600'000);
}

TEST(P12ProfileTable, BeginsWithWhatIsTakenByDefault) { EXPECT_EQ(profiles().front(), P12Profile::kModern2023); }

struct Consumer {
  const char* name;
  const char* profile;
};
void PrintTo(const Consumer& consumer, std::ostream* out) { *out << consumer.name; }

class P12ProfileAlias : public ::testing::TestWithParam<Consumer> {};

TEST_P(P12ProfileAlias, IsTheProfileThatTheConsumerOpens) {
  const auto profile = parse_p12_profile(GetParam().name);

  ASSERT_THAT(profile, testing::IsOk());
  EXPECT_EQ(profile->name, GetParam().profile);
}

INSTANTIATE_TEST_SUITE_P(Consumers, P12ProfileAlias,
                         ::testing::Values(Consumer{"windows-2016", "LegacyDES"},
                                           Consumer{"windows-2022", "Modern2023"}, Consumer{"macos-13", "LegacyDES"},
                                           Consumer{"java-8", "LegacyDES"}, Consumer{"nss", "Modern2023"},
                                           Consumer{"android-14", "Modern2023"}, Consumer{"openssl3", "Modern2023"},
                                           Consumer{"fips", "PBMAC1"}),
                         [](const auto& row) {
                           std::string name = row.param.name;
                           for (char& c : name) c = c == '-' ? '_' : c;
                           return name;
                         });

TEST(P12ProfileTable, IsThatOfTheDocument) {
  const std::string document = testing::read_file(ORCAMO_P12_KIT);

  const auto row = [](std::string_view name, std::string_view cell) {
    return "\n| `" + std::string(name) + "` | " + std::string(cell) + " |\n";
  };
  for (const P12Profile& each : profiles()) EXPECT_THAT(document, HasSubstr(row(each.name, each.says)));
  for (const P12Alias& each : profile_aliases()) {
    EXPECT_THAT(document, HasSubstr(row(each.name, "`" + std::string(each.profile) + "`")));
  }
}

TEST(P12ProfileName, IsReadToTheLetter) {
  for (const char* text : {"modern2023", "", "Modern2023 ", "windows-2008"}) {
    const auto profile = parse_p12_profile(text);
    ASSERT_THAT(profile, FailsWith(Errc::kRequestBadValue)) << text;
    EXPECT_THAT(profile.error().hint(), HasSubstr("use Modern2023, LegacyDES, LegacyRC2, PBMAC1"));
    EXPECT_THAT(profile.error().hint(), HasSubstr("openssl3 or fips"));
  }
}

}  // namespace
}  // namespace orcamo::mock

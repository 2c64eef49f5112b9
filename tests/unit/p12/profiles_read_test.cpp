#include <gmock/gmock.h>

#include <algorithm>

#include "authority/pkcs12_writer.hpp"
#include "p12_kit_test.hpp"

namespace orcamo::mock {
namespace {

using client::P12Policy;

class ProfileReadByTheClient : public P12KitTest, public ::testing::WithParamInterface<P12Profile> {
 protected:
  static pki::Bytes seal(std::string_view password) {
    return seal_pkcs12(credential, password, GetParam(), "受付の端末").value();
  }
};

TEST_P(ProfileReadByTheClient, IsOneUsableIdentity) {
  const auto found = client::inspect_pkcs12(seal(kPassword), kPassword, P12Policy::kLenient);

  ASSERT_EQ(client::verdict_name(found.verdict), "ok") << found.error->message();
  const auto leaf = std::ranges::find(found.certificates, true, &client::P12Certificate::has_key);
  ASSERT_NE(leaf, found.certificates.end());
  EXPECT_EQ(leaf->certificate, credential.certificate);
}

TEST_P(ProfileReadByTheClient, IsRefusedStrictlyWithoutAMacOrInOldEncryption) {
  const P12Profile& profile = GetParam();
  const std::string_view expected = profile.mac.scheme == P12Mac::Scheme::kNone            ? "mac_missing"
                                    : is_old(profile.keys) || is_old(profile.certificates) ? "unsupported_algorithm"
                                                                                           : "ok";

  EXPECT_EQ(inspect(seal(kPassword), P12Policy::kStrict), expected);
}

TEST_P(ProfileReadByTheClient, TakesEveryPassword) {
  for (const std::string_view password : {"", "é", "パスワード", "𠮷野", "aB3$ \"x:'y"}) {
    EXPECT_EQ(inspect(seal(password), P12Policy::kLenient, password), "ok") << password;
  }
  const std::string longest(64, 'x');
  EXPECT_EQ(inspect(seal(longest), P12Policy::kLenient, longest), "ok");
}

TEST_P(ProfileReadByTheClient, IsNotOpenedByAnotherPassword) {
  const bool open_to_all = GetParam().keys == P12Encryption::kNone && GetParam().certificates == P12Encryption::kNone &&
                           GetParam().mac.scheme == P12Mac::Scheme::kNone;

  EXPECT_EQ(inspect(seal(kPassword), P12Policy::kLenient, "another"), open_to_all ? "ok" : "wrong_password");
}

class AliasForAConsumer : public P12KitTest, public ::testing::WithParamInterface<P12Alias> {};

TEST_P(AliasForAConsumer, IsAFileThatItOpens) {
  const pki::Bytes file = seal_pkcs12(credential, kPassword, *find_profile(GetParam().name), "client001").value();

  const auto consumers = client::inspect_pkcs12(file, kPassword, P12Policy::kLenient).opens_in;

  const auto consumer = std::ranges::find(consumers, GetParam().name, &client::P12Consumer::name);
  ASSERT_NE(consumer, consumers.end());
  EXPECT_TRUE(consumer->opens) << consumer->why_not;
}

INSTANTIATE_TEST_SUITE_P(Aliases, AliasForAConsumer,
                         ::testing::ValuesIn(profile_aliases().begin(), profile_aliases().end()), named);

INSTANTIATE_TEST_SUITE_P(Profiles, ProfileReadByTheClient, ::testing::ValuesIn(quick_profiles()), named);

}  // namespace
}  // namespace orcamo::mock

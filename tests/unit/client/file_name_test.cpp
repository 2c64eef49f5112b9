#include "store/file_name.hpp"

#include <gtest/gtest.h>

#include <string>

#include "orcamo/testing/matchers.hpp"

namespace orcamo::client {
namespace {

using pki::Errc;
using testing::FailsWith;
using testing::IsOk;

TEST(FileName, MayBeJapanese) { EXPECT_THAT(check_file_name("証明書.p12"), IsOk()); }

TEST(FileName, HasNoControlCharactersInAnyForm) {
  EXPECT_THAT(check_file_name("a\x1b[2J.p12"), FailsWith(Errc::kStoreNameUnsafe));
  EXPECT_THAT(check_file_name("a\x7f.p12"), FailsWith(Errc::kStoreNameUnsafe));
  EXPECT_THAT(check_file_name("a\xc2\x80.p12"), FailsWith(Errc::kStoreNameUnsafe));
  EXPECT_THAT(check_file_name("a\xc2\x9f.p12"), FailsWith(Errc::kStoreNameUnsafe));
  EXPECT_THAT(check_file_name("a\x9b.p12"), FailsWith(Errc::kStoreNameUnsafe));
  EXPECT_THAT(check_file_name("a\xc2\xa0.p12"), IsOk());
}

TEST(FileName, IsShownWithoutWhatATerminalObeys) {
  const auto refused = check_file_name("証\x1b[2J\xc2\x9b.p12");

  ASSERT_THAT(refused, FailsWith(Errc::kStoreNameUnsafe));
  EXPECT_NE(refused.error().message().find("\"証[2J.p12\""), std::string::npos) << refused.error().message();
}

}  // namespace
}  // namespace orcamo::client

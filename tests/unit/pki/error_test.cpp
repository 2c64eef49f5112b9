#include "orcamo/pki/error.hpp"

#include <gmock/gmock.h>

#include <map>
#include <string>

#include "orcamo/pki/result.hpp"

namespace orcamo::pki {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;

std::map<std::string_view, int> uses_of_each_name() {
  std::map<std::string_view, int> uses;
  for (int code = 0; code <= static_cast<int>(Errc::kInternal); ++code) ++uses[code_name(static_cast<Errc>(code))];
  return uses;
}

TEST(ErrorCode, NamesAreDistinct) {
  for (const auto& [name, uses] : uses_of_each_name()) EXPECT_EQ(uses, 1) << name;
}

TEST(ErrorCode, NamesAreDotted) {
  for (const auto& [name, uses] : uses_of_each_name()) {
    EXPECT_THAT(std::string(name), MatchesRegex("[a-z][a-z0-9]*\\.[a-z][a-z0-9_]*"));
  }
}

TEST(ErrorCode, NamesThatProgramsKnowStay) {
  EXPECT_EQ(code_name(Errc::kP12WrongPassword), "p12.wrong_password");
  EXPECT_EQ(code_name(Errc::kTimeMalformed), "time.malformed");
  EXPECT_EQ(code_name(Errc::kInternal), "process.internal");
}

TEST(Error, KeepsWhatItWasTold) {
  const Error error(Errc::kP12WrongPassword, "the password is wrong", "try the other one");

  EXPECT_EQ(error.code(), Errc::kP12WrongPassword);
  EXPECT_EQ(error.message(), "the password is wrong");
  EXPECT_EQ(error.hint(), "try the other one");
}

TEST(Error, GrowsContextOutward) {
  const Error error = Error(Errc::kP12WrongPassword, "the password is wrong", "try the other one")
                          .while_doing("opening a.p12")
                          .while_doing("renewing");

  EXPECT_EQ(error.message(), "renewing: opening a.p12: the password is wrong");
  EXPECT_EQ(error.code(), Errc::kP12WrongPassword);
  EXPECT_EQ(error.hint(), "try the other one");
}

TEST(Error, TakesAnotherHint) {
  const Error error = Error(Errc::kFileUnreadable, "a.p12 cannot be read", "vague").with_hint("check its owner");

  EXPECT_EQ(error.hint(), "check its owner");
  EXPECT_EQ(error.message(), "a.p12 cannot be read");
}

TEST(Result, ThrowsWhereAFailureIsTakenForAValue) {
  const Result<int> failed = Error(Errc::kFileUnreadable, "a.p12 cannot be read");

  try {
    static_cast<void>(failed.value());
    FAIL() << "value() of a failed result returned";
  } catch (const std::exception& thrown) {
    EXPECT_THAT(thrown.what(), HasSubstr("a.p12 cannot be read"));
  }
}

}  // namespace
}  // namespace orcamo::pki

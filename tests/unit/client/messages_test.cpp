#include "cli/messages.hpp"

#include <gmock/gmock.h>

#include <set>
#include <string_view>

#include "cli/exit_status.hpp"

namespace orcamo::testing {
namespace {

using client::Language;
using client::Step;
using pki::Errc;

// kInternal is the last of the list; what is added goes before it.
constexpr int kCodes = static_cast<int>(Errc::kInternal) + 1;

TEST(JapaneseHeadline, IsThereForEveryCodeAndItsOwn) {
  std::set<std::string_view> seen;
  for (int code = 0; code < kCodes; ++code) {
    const std::string_view headline = client::japanese_headline(static_cast<Errc>(code));
    EXPECT_FALSE(headline.empty()) << pki::code_name(static_cast<Errc>(code));
    EXPECT_TRUE(seen.insert(headline).second) << headline;
  }
}

TEST(StepPhrase, IsThereForEveryStepInBothLanguages) {
  std::set<std::string_view> seen;
  for (int step = 0; step <= static_cast<int>(Step::kConfirmOld); ++step) {
    for (const Language language : {Language::kEnglish, Language::kJapanese}) {
      EXPECT_TRUE(seen.insert(client::step_phrase(language, static_cast<Step>(step))).second) << step;
    }
  }
  EXPECT_EQ(seen.count(""), 0u);
}

TEST(Explanation, IsSentencesWithTheHeadlineInJapanese) {
  const pki::Error error(Errc::kP12WrongPassword, "opening a.p12: the password does not open it", "copy it again");

  EXPECT_EQ(client::explain(Language::kEnglish, error),
            "Opening a.p12: the password does not open it. Copy it again. [p12.wrong_password]");
  EXPECT_EQ(client::explain(Language::kJapanese, error),
            "証明書のパスワードが違います。 Opening a.p12: the password does not open it. Copy it again. "
            "[p12.wrong_password]");
}

TEST(ExitCode, TellsTheUsersFileFromTheServers) {
  using client::exit_status::of;
  using client::exit_status::Origin;

  EXPECT_EQ(of(Errc::kP12WrongPassword, Origin::kInput), 3);
  EXPECT_EQ(of(Errc::kP12WrongPassword, Origin::kRun), 1);
  EXPECT_EQ(of(Errc::kUrlMalformed, Origin::kInput), 2);
  EXPECT_EQ(of(Errc::kUrlMalformed, Origin::kRun), 1);
  EXPECT_EQ(of(Errc::kServerNotTrusted, Origin::kRun), 1);
  EXPECT_EQ(of(Errc::kStoreUnwritable, Origin::kRun), 3);
  EXPECT_EQ(of(Errc::kKeyUnsupported, Origin::kRun), 3);
  EXPECT_EQ(of(Errc::kInternal, Origin::kRun), 5);
  EXPECT_EQ(of(Errc::kTimeout, Origin::kRun), 6);
}

}  // namespace
}  // namespace orcamo::testing

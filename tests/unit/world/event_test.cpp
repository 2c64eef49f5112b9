#include "world/event.hpp"

#include <set>

#include "world/masked_path.hpp"
#include "world_test_kit.hpp"

namespace orcamo::mock {
namespace {

using testing::FailsWith;

TEST(EventTest, HasANameAndAMeaningForEach) {
  std::set<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(Event::kOther); ++i) {
    const auto event = static_cast<Event>(i);
    names.insert(event_name(event));
    EXPECT_FALSE(event_meaning(event).empty()) << event_name(event);
    EXPECT_EQ(parse_event(event_name(event)).value(), event);
  }
  EXPECT_EQ(names.size(), static_cast<std::size_t>(Event::kOther) + 1);
}

TEST(EventTest, RefusesAWordThatIsNone) {
  EXPECT_THAT(parse_event("login"), FailsWith(pki::Errc::kRequestBadValue));
  EXPECT_THAT(parse_event(""), FailsWith(pki::Errc::kRequestBadValue));
}

TEST(MaskedPathTest, CutsWhatMayBeAToken) {
  const std::string token(32, 'T');

  EXPECT_EQ(masked_path("/api/cert/" + token), "/api/cert/TTTT...");
  EXPECT_EQ(masked_path("/api/cert/" + token + "/more"), "/api/cert/TTTT.../more");
  EXPECT_EQ(masked_path("/" + std::string(24, 'x')), "/" + std::string(24, 'x'));
  EXPECT_EQ(masked_path("/" + std::string(25, 'x')), "/xxxx...");
  EXPECT_EQ(masked_path("/api/api01rv2/system01dailyv2"), "/api/api01rv2/system01dailyv2");
  EXPECT_EQ(masked_path("/"), "/");
  EXPECT_EQ(masked_path(""), "");
}

TEST(MaskedPathTest, IsNeverLong) {
  std::string long_path;
  for (int i = 0; i < 1000; ++i) long_path += "/abcdefgh";

  EXPECT_EQ(masked_path(long_path), long_path.substr(0, 256) + "...");
}

}  // namespace
}  // namespace orcamo::mock

#include "orcamo/pki/random.hpp"

#include <gmock/gmock.h>

#include <set>
#include <string>

namespace orcamo::pki {
namespace {

using ::testing::Each;
using ::testing::Lt;

TEST(RandomBytes, AreAsManyAsAsked) {
  EXPECT_EQ(random_bytes(0).size(), 0U);
  EXPECT_EQ(random_bytes(1).size(), 1U);
  EXPECT_EQ(random_bytes(1000).size(), 1000U);
}

TEST(RandomBytes, AreOtherOnesEachTime) { EXPECT_NE(random_bytes(16), random_bytes(16)); }

TEST(RandomBelow, ReachesEveryNumberBelowTheBoundAndNoOther) {
  std::set<std::uint64_t> drawn;

  for (int i = 0; i < 1000; ++i) drawn.insert(random_below(7));

  EXPECT_EQ(drawn, (std::set<std::uint64_t>{0, 1, 2, 3, 4, 5, 6}));
}

TEST(RandomBelow, OneLeavesNoChoice) { EXPECT_EQ(random_below(1), 0U); }

TEST(RandomBelow, TakesBoundsOfMoreThan32Bits) {
  constexpr std::uint64_t kBound = std::uint64_t{1} << 40;
  std::set<std::uint64_t> drawn;

  for (int i = 0; i < 100; ++i) drawn.insert(random_below(kBound));

  EXPECT_THAT(drawn, Each(Lt(kBound)));
  EXPECT_GT(*drawn.rbegin(), std::uint64_t{1} << 32);
}

TEST(RandomText, HasItsLengthAndItsAlphabet) {
  const Secret text = random_text(200, "abc");

  EXPECT_EQ(text.reveal().size(), 200U);
  EXPECT_EQ(text.reveal().find_first_not_of("abc"), std::string_view::npos);
  for (const char letter : {'a', 'b', 'c'}) EXPECT_NE(text.reveal().find(letter), std::string_view::npos) << letter;
}

TEST(RandomText, IsAnotherOneEachTime) {
  constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz";

  EXPECT_FALSE(random_text(16, kAlphabet).equals(random_text(16, kAlphabet).reveal()));
}

}  // namespace
}  // namespace orcamo::pki

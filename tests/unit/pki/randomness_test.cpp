#include "orcamo/pki/randomness.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <span>
#include <string>

namespace orcamo::pki {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Lt;

constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz";

std::string text_of(const Randomness& randomness) { return std::string(randomness.text(16, kAlphabet).reveal()); }

// What holds of every randomness.
struct Source {
  const char* name;
  Randomness randomness;
};

class AnyRandomness : public ::testing::TestWithParam<Source> {
 protected:
  // The n-th randomness of many.
  Randomness draw(int n) const { return GetParam().randomness.of(std::to_string(n)); }
};

INSTANTIATE_TEST_SUITE_P(Both, AnyRandomness,
                         ::testing::Values(Source{"System", Randomness::system()},
                                           Source{"Seeded", Randomness::seeded(7)}),
                         [](const auto& param_info) { return param_info.param.name; });

TEST_P(AnyRandomness, GivesAsManyOctetsAsAsked) {
  for (const std::size_t count : {0U, 1U, 31U, 32U, 33U, 1000U}) EXPECT_EQ(draw(1).bytes(count).size(), count);
}

TEST_P(AnyRandomness, UsesAllOctets) {
  const Bytes bytes = draw(1).bytes(10'000);

  EXPECT_EQ(std::set<std::uint8_t>(bytes.begin(), bytes.end()).size(), 256U);
}

TEST_P(AnyRandomness, DiffersFromDrawToDraw) {
  std::set<Bytes> drawn;

  for (int i = 0; i < 1000; ++i) drawn.insert(draw(i).bytes(16));

  EXPECT_EQ(drawn.size(), 1000U);
}

TEST_P(AnyRandomness, ReachesEveryNumberBelowTheBoundAndNoOther) {
  std::set<std::uint64_t> drawn;

  for (int i = 0; i < 1000; ++i) drawn.insert(draw(i).below(7));

  EXPECT_THAT(drawn, ElementsAre(0, 1, 2, 3, 4, 5, 6));
}

TEST_P(AnyRandomness, BelowOneLeavesNoChoice) { EXPECT_EQ(draw(1).below(1), 0U); }

TEST_P(AnyRandomness, TakesBoundsOfMoreThan32Bits) {
  constexpr std::uint64_t kBound = std::uint64_t{1} << 40;
  std::set<std::uint64_t> drawn;

  for (int i = 0; i < 100; ++i) drawn.insert(draw(i).below(kBound));

  EXPECT_THAT(drawn, Each(Lt(kBound)));
  EXPECT_GT(*drawn.rbegin(), std::uint64_t{1} << 32);
}

TEST_P(AnyRandomness, TextHasItsLengthAndItsAlphabet) {
  const Secret text = draw(1).text(200, "abc");

  EXPECT_EQ(text.reveal().size(), 200U);
  EXPECT_EQ(text.reveal().find_first_not_of("abc"), std::string_view::npos);
  for (const char letter : {'a', 'b', 'c'}) EXPECT_NE(text.reveal().find(letter), std::string_view::npos) << letter;
}

TEST(SystemRandomness, IsNewEachTime) {
  const Randomness system = Randomness::system();

  EXPECT_FALSE(system.is_seeded());
  EXPECT_FALSE(system.of("a purpose").is_seeded());
  EXPECT_NE(system.bytes(16), system.bytes(16));
  EXPECT_NE(system.of("key").bytes(16), system.of("key").bytes(16));
  EXPECT_NE(text_of(system), text_of(system));
}

TEST(SeededRandomness, IsTheSameEachTime) {
  const Randomness seeded = Randomness::seeded(7);

  EXPECT_TRUE(seeded.is_seeded());
  EXPECT_TRUE(seeded.of("a purpose").is_seeded());
  EXPECT_EQ(seeded.bytes(100), Randomness::seeded(7).bytes(100));
  EXPECT_EQ(seeded.of("key").bytes(16), Randomness::seeded(7).of("key").bytes(16));
  EXPECT_EQ(seeded.below(1'000'000), Randomness::seeded(7).below(1'000'000));
  EXPECT_EQ(text_of(seeded), text_of(Randomness::seeded(7)));
}

TEST(SeededRandomness, DiffersBySeedAndByPurpose) {
  const Randomness seven = Randomness::seeded(7);
  const Randomness others[] = {
      seven,
      seven.of(""),
      seven.of("key"),
      seven.of("serial"),
      seven.of("key").of("key"),
      seven.of("key").of("serial"),
      seven.of("keyserial"),
      Randomness::seeded(8),
      Randomness::seeded(8).of("key"),
      Randomness::seeded(0),
      Randomness::seeded(std::uint64_t{7} << 56),
      Randomness::seeded(UINT64_MAX),
  };
  std::set<Bytes> drawn;

  for (const Randomness& each : others) drawn.insert(each.bytes(16));

  EXPECT_EQ(drawn.size(), std::size(others));
}

TEST(SeededRandomness, IsOneSequenceHoweverItIsCut) {
  const Randomness seeded = Randomness::seeded(7);
  const Bytes whole = seeded.bytes(200);

  for (const std::size_t step : {1U, 7U, 32U, 33U, 64U}) {
    Bytes pieces(whole.size());
    for (std::size_t from = 0; from < pieces.size(); from += step) {
      const std::size_t count = std::min(step, pieces.size() - from);
      seeded.fill(std::span(pieces).subspan(from, count), from);
    }
    EXPECT_EQ(pieces, whole) << "in steps of " << step;
  }
}

// Computed beside this program: HMAC-SHA-256 keyed "orcamo-mock seed" on the seed in eight octets, then on 'p' and the
// purpose, then on 'o' and the number of the block.
TEST(SeededRandomness, IsTheSameOnEveryMachine) {
  EXPECT_THAT(Randomness::seeded(7).of("key").bytes(40),
              ElementsAre(0x29, 0xd5, 0x64, 0xf5, 0x4c, 0xc6, 0x5b, 0xa0, 0xf9, 0xc3, 0x62, 0x2e, 0x6d, 0x74, 0xb6,
                          0x7f, 0xef, 0x6f, 0x60, 0x03, 0x06, 0x14, 0xce, 0xab, 0x7e, 0x4f, 0xa2, 0x68, 0x87, 0x3d,
                          0x5b, 0x5f, 0x4a, 0xe6, 0x43, 0xd0, 0x39, 0xfd, 0x20, 0x4d));
}

}  // namespace
}  // namespace orcamo::pki

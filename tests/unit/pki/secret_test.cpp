#include "orcamo/pki/secret.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <concepts>
#include <cstdlib>
#include <new>
#include <ostream>
#include <type_traits>

namespace {

// What memory held in the moment that it was given back: the only way to see that it had been wiped.
struct Watch {
  const void* memory = nullptr;
  std::size_t size = 0;
  bool given_back = false;
  bool wiped = false;
};
Watch watch;

void give_back(void* memory) noexcept {
  if (memory != nullptr && memory == watch.memory) {
    const char* const first = static_cast<const char*>(memory);
    watch.given_back = true;
    watch.wiped = std::all_of(first, first + watch.size, [](char c) { return c == 0; });
    watch.memory = nullptr;
  }
  std::free(memory);
}

}  // namespace

void* operator new[](std::size_t size) {
  if (void* const memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
void operator delete[](void* memory) noexcept { give_back(memory); }
void operator delete[](void* memory, std::size_t) noexcept { give_back(memory); }

namespace orcamo::pki {
namespace {

template <class T>
concept Printable = requires(std::ostream& out, const T& value) {
  out << value;
};

static_assert(!std::copy_constructible<Secret> && !std::is_copy_assignable_v<Secret>);
static_assert(std::is_nothrow_move_constructible_v<Secret> && std::is_nothrow_move_assignable_v<Secret>);
static_assert(!Printable<Secret>);
static_assert(!std::convertible_to<Secret, std::string> && !std::convertible_to<Secret, std::string_view>);

void watch_over(const Secret& secret) {
  watch = {.memory = secret.reveal().data(), .size = secret.reveal().size(), .given_back = false, .wiped = false};
}

TEST(Secret, RevealsWhatItHolds) {
  const Secret secret = Secret::copy_of("aB3$ xyz");

  EXPECT_EQ(secret.reveal(), "aB3$ xyz");
  EXPECT_FALSE(secret.empty());
}

TEST(Secret, IsEmptyAtFirstAndStillAText) {
  const Secret secret;

  EXPECT_TRUE(secret.empty());
  EXPECT_EQ(secret.reveal(), "");
  EXPECT_NE(secret.reveal().data(), nullptr);
}

TEST(Secret, EndsInANul) {
  EXPECT_EQ(Secret::copy_of("abc").reveal().data()[3], '\0');
  EXPECT_EQ(Secret::copy_of("").reveal().data()[0], '\0');
  EXPECT_EQ(Secret().reveal().data()[0], '\0');
}

TEST(Secret, HoldsAnyOctets) {
  using namespace std::string_view_literals;

  EXPECT_EQ(Secret::copy_of("a\0b\xff"sv).reveal(), "a\0b\xff"sv);
}

TEST(Secret, IsWipedOnDestruction) {
  {
    const Secret secret = Secret::copy_of("correct horse battery staple");
    watch_over(secret);
  }

  EXPECT_TRUE(watch.given_back);
  EXPECT_TRUE(watch.wiped);
}

TEST(Secret, IsWipedWhenAnotherTakesItsPlace) {
  Secret secret = Secret::copy_of("correct horse battery staple");
  watch_over(secret);

  secret = Secret::copy_of("another");

  EXPECT_TRUE(watch.given_back);
  EXPECT_TRUE(watch.wiped);
  EXPECT_EQ(secret.reveal(), "another");
}

TEST(Secret, MovesWithoutACopyAndLeavesNothingBehind) {
  Secret from = Secret::copy_of("abc");
  const char* const text = from.reveal().data();

  const Secret to = std::move(from);

  EXPECT_EQ(to.reveal().data(), text);
  EXPECT_EQ(to.reveal(), "abc");
  EXPECT_TRUE(from.empty());  // NOLINT(bugprone-use-after-move): what is left is the claim
  EXPECT_EQ(from.reveal(), "");
}

TEST(Secret, MoveAssignmentLeavesNothingBehind) {
  Secret from = Secret::copy_of("abc");
  Secret to = Secret::copy_of("def");

  to = std::move(from);

  EXPECT_EQ(to.reveal(), "abc");
  EXPECT_TRUE(from.empty());  // NOLINT(bugprone-use-after-move): what is left is the claim
}

TEST(Secret, SurvivesMovingToItself) {
  Secret secret = Secret::copy_of("abc");
  Secret& same = secret;

  secret = std::move(same);

  EXPECT_EQ(secret.reveal(), "abc");
}

TEST(Secret, TakesATextAndWipesIt) {
  std::string text = "a text that is too long for the small buffer of a string";
  const std::string expected = text;
  const char* const octets = text.data();

  const Secret secret = Secret::take(text);

  EXPECT_EQ(secret.reveal(), expected);
  EXPECT_EQ(text, "");
  EXPECT_TRUE(std::all_of(octets, octets + text.capacity(), [](char c) { return c == 0; }));
}

TEST(Secret, ClonesIntoMemoryOfItsOwn) {
  const Secret secret = Secret::copy_of("abc");

  const Secret clone = secret.clone();

  EXPECT_EQ(clone.reveal(), "abc");
  EXPECT_NE(clone.reveal().data(), secret.reveal().data());
}

TEST(Secret, EqualsTheSameTextOnly) {
  const Secret secret = Secret::copy_of("abc");

  EXPECT_TRUE(secret.equals("abc"));
  EXPECT_FALSE(secret.equals("abd"));
  EXPECT_FALSE(secret.equals("ab"));
  EXPECT_FALSE(secret.equals("abcd"));
  EXPECT_FALSE(secret.equals(""));
  EXPECT_TRUE(Secret().equals(""));
}

}  // namespace
}  // namespace orcamo::pki

#include "orcamo/pki/openssl/draw_scope.hpp"

#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/rand.h>

#include <array>
#include <thread>
#include <vector>

#include "orcamo/pki/private_key.hpp"

namespace orcamo::pki {
namespace {

const Randomness kSeven = Randomness::seeded(7);

// drawn has OpenSSL draw; empty where it fails.
Bytes drawn(const DrawScope& scope, std::size_t count = 16) {
  Bytes bytes(count);
  if (RAND_priv_bytes_ex(scope.context(), bytes.data(), bytes.size(), 0) != 1) bytes.clear();
  ERR_clear_error();
  return bytes;
}

TEST(DrawScope, HasOpensslDrawFromTheSeed) {
  const DrawScope scope(kSeven);

  EXPECT_EQ(drawn(scope, 100), kSeven.bytes(100));
}

TEST(DrawScope, GoesOnWhereTheLastDrawEnded) {
  const DrawScope scope(kSeven);
  Bytes bytes = drawn(scope, 5);

  const Bytes more = drawn(scope, 70);

  bytes.insert(bytes.end(), more.begin(), more.end());
  EXPECT_EQ(bytes, kSeven.bytes(75));
}

TEST(DrawScope, GivesMoreThanOneRequestMayAskFor) {
  const DrawScope scope(kSeven);

  EXPECT_EQ(drawn(scope, 200'000), kSeven.bytes(200'000));
}

TEST(DrawScope, BeginsAnewEachTime) {
  Bytes first;
  {
    const DrawScope scope(kSeven);
    first = drawn(scope);
  }
  const DrawScope scope(kSeven);

  EXPECT_EQ(drawn(scope), first);
}

TEST(DrawScope, TheInnerOneCounts) {
  const DrawScope outer(kSeven);
  {
    const DrawScope inner(kSeven.of("inner"));
    EXPECT_EQ(drawn(inner), kSeven.of("inner").bytes(16));
  }
  EXPECT_EQ(drawn(outer), kSeven.bytes(16));
}

TEST(DrawScope, OutsideOfItASeededContextGivesNothing) {
  OSSL_LIB_CTX* const context = DrawScope(kSeven).context();
  Bytes bytes(16);

  EXPECT_NE(RAND_priv_bytes_ex(context, bytes.data(), bytes.size(), 0), 1);
  ERR_clear_error();
}

TEST(DrawScope, LeavesTheDefaultContextAlone) {
  const DrawScope seeded(kSeven);
  const auto before = seeded_draws();

  const DrawScope system(Randomness::system());

  EXPECT_EQ(system.context(), nullptr);
  EXPECT_NE(drawn(system), drawn(system));
  EXPECT_EQ(seeded_draws(), before);
}

TEST(DrawScope, BelongsToItsThread) {
  constexpr std::size_t kThreads = 8;
  std::array<Bytes, kThreads> found;
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < kThreads; ++i) {
    threads.emplace_back([i, &found] {
      const DrawScope scope(Randomness::seeded(i));
      for (int piece = 0; piece < 100; ++piece) {
        const Bytes more = drawn(scope, 10);
        found[i].insert(found[i].end(), more.begin(), more.end());
      }
    });
  }
  threads.clear();

  for (std::size_t i = 0; i < kThreads; ++i) EXPECT_EQ(found[i], Randomness::seeded(i).bytes(1000)) << "seed " << i;
}

TEST(SeededDraws, CountWhatAKeyTakes) {
  const auto before = seeded_draws();

  ASSERT_TRUE(PrivateKey::generate(KeyType::kP256));
  EXPECT_EQ(seeded_draws(), before);

  ASSERT_TRUE(PrivateKey::generate(KeyType::kP256, kSeven));
  EXPECT_GT(seeded_draws(), before);
}

}  // namespace
}  // namespace orcamo::pki

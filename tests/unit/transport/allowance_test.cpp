#include "transport/allowance.hpp"

#include <gtest/gtest.h>

namespace orcamo::client {
namespace {

TEST(Allowance, MayBeAllTheTimeThatCanBeSaid) {
  const auto far = std::chrono::steady_clock::now() + std::chrono::years(1);

  EXPECT_GT(Allowance::of(std::chrono::milliseconds::max(), {}).deadline, far);
}

}  // namespace
}  // namespace orcamo::client

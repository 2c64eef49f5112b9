#include <gtest/gtest.h>
#include "orcamo/testing/mock_server.hpp"

TEST(FifteenLines, RenewACertificate) {
  orcamo::testing::MockServer server;
  orcamo::testing::MemoryStore store;
  const auto old = server.issue({.lasts = orcamo::pki::days(89)});

  const auto report = server.renew(old, store);

  EXPECT_EQ(report.outcome, orcamo::client::Outcome::kRenewed);
  EXPECT_TRUE(report.before->login.value()->notice());
  EXPECT_FALSE(report.after->login.value()->notice());
}

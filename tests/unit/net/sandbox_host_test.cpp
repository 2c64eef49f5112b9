#include "net/sandbox_host.hpp"

#include <gtest/gtest.h>

namespace orcamo::mock {
namespace {

TEST(SandboxHost, NamesASandboxBelowLocalhost) {
  EXPECT_EQ(sandbox_label("a1.localhost"), "a1");
  EXPECT_EQ(sandbox_label("a1.localhost:8443"), "a1");
  EXPECT_EQ(sandbox_label("A1.LocalHost"), "a1");
  EXPECT_EQ(sandbox_label("weborca.a1.localhost"), "a1");
  EXPECT_EQ(sandbox_label("x.y.a-1.localhost:1"), "a-1");
}

TEST(SandboxHost, NamesNoneElsewhere) {
  for (const char* const host : {"", "localhost", "localhost:8443", "127.0.0.1", "127.0.0.1:8443", "[::1]:8443",
                                 "a1.localhost.test", "a1localhost", ".localhost"}) {
    EXPECT_EQ(sandbox_label(host), "") << host;
  }
}

}  // namespace
}  // namespace orcamo::mock

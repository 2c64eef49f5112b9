#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "serve_process.hpp"

// orcamo-renew watch as the program that a service manager runs.
namespace orcamo::e2e {
namespace {

class WatchProgram : public ::testing::Test {
 protected:
  std::vector<std::string> watch() const {
    return {kRenewProgram, "watch",     "--server", server.https(),
            "--ca",        server.ca(), "--store",  (home / "store").string(),
            "--progress",  "none",      "--output", "json"};
  }

  testing::TemporaryDirectory home;
  ServeProcess server;
};

class WatchProgramSignal : public WatchProgram, public ::testing::WithParamInterface<int> {};

TEST_P(WatchProgramSignal, RenewsAndEndsWellOnASignal) {
  const IssuedFiles old = server.issue(home, {{"not_after", "now+89d"}});
  ASSERT_EQ(
      run({kRenewProgram, "import", "--p12", old.p12, "--password-file", old.password_file, "--store", home / "store"})
          .exit_code,
      0);

  Process watching(watch());
  const Json report = Json::parse(watching.read_line(), nullptr, false);
  watching.signal(GetParam());
  const Finished finished = watching.wait();

  ASSERT_TRUE(report.is_object());
  EXPECT_EQ(report["result"], "renewed") << report;
  EXPECT_EQ(report["old"]["serial"], old.answer["serial"]);
  EXPECT_EQ(finished.exit_code, 0) << finished.err;
  EXPECT_EQ(finished.out, "");
}

INSTANTIATE_TEST_SUITE_P(Signals, WatchProgramSignal, ::testing::Values(SIGTERM, SIGINT),
                         [](const auto& row) { return row.param == SIGTERM ? "Term" : "Int"; });

TEST_F(WatchProgram, GoesOnWithoutAStore) {
  Process watching(watch());
  const Json report = Json::parse(watching.read_line(), nullptr, false);
  watching.signal(SIGTERM);

  ASSERT_TRUE(report.is_object());
  EXPECT_EQ(report["error"]["code"], "store.empty") << report;
  EXPECT_EQ(watching.wait().exit_code, 0);
}

}  // namespace
}  // namespace orcamo::e2e

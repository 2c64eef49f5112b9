#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "orcamo/testing/temporary_directory.hpp"
#include "plain_http.hpp"
#include "serve_process.hpp"

namespace orcamo::e2e {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class StateOption : public ::testing::Test {
 protected:
  Finished refused() const { return run({kMockProgram, "serve", "--state", file}); }

  testing::TemporaryDirectory home;
  const std::string file = home / "state.db";
};

TEST_F(StateOption, BringsBackWhatTheServerKnew) {
  std::string serial;
  std::string root;
  {
    ServeProcess server({"--state", file, "--now", "2031-01-01T00:00:00Z"});
    root = testing::read_file(server.ca());
    serial = server.ask("POST", "/certificates", {{"not_after", "now+1d"}}).at("serial");
    server.ask("POST", "/clock/advance", {{"by", "1h"}});
    server.ask("PATCH", "/policy", {{"persona", "drop"}});
  }

  ServeProcess server({"--state", file});

  EXPECT_EQ(testing::read_file(server.ca()), root);
  EXPECT_EQ(server.ask("GET", "/certificates").at("certificates").at(0).at("serial"), serial);
  EXPECT_EQ(server.ask("GET", "/clock").at("now"), "2031-01-01T01:00:00Z");
  EXPECT_EQ(server.ask("GET", "/policy").at("persona"), "drop");
}

TEST_F(StateOption, LeavesTheClockToTheCommandLine) {
  { const ServeProcess server({"--state", file, "--now", "2031-01-01T00:00:00Z"}); }
  { const ServeProcess server({"--state", file, "--now", "2035-05-05T00:00:00Z"}); }

  ServeProcess server({"--state", file});

  EXPECT_EQ(server.ask("GET", "/clock").at("now"), "2035-05-05T00:00:00Z");
}

TEST_F(StateOption, LetsOneProcessHaveTheFile) {
  const ServeProcess server({"--state", file});

  const auto second = refused();

  EXPECT_EQ(second.exit_code, 3);
  EXPECT_THAT(second.err, HasSubstr("in use by another process"));
}

TEST_F(StateOption, RefusesAFileThatOthersMayRead) {
  { const ServeProcess server({"--state", file}); }
  fs::permissions(file, fs::perms::others_read, fs::perm_options::add);

  const auto finished = refused();

  EXPECT_EQ(finished.exit_code, 3);
  EXPECT_THAT(finished.err, HasSubstr("chmod 600"));
}

}  // namespace
}  // namespace orcamo::e2e

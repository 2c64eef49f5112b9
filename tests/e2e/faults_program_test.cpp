#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "orcamo/testing/matchers.hpp"
#include "orcamo/testing/mock_server.hpp"
#include "orcamo/testing/temporary_directory.hpp"
#include "plain_http.hpp"
#include "serve_process.hpp"

namespace orcamo::e2e {
namespace {

using ::testing::SizeIs;

class FaultyProgram : public ::testing::Test {
 protected:
  testing::TemporaryDirectory home;
};

TEST_F(FaultyProgram, HasTheFaultsOfItsConfigFile) {
  const auto config = home.write("mock.json", R"({"faults":[{"where":"rpc","kind":"drop"}],
      "sandboxes":[{"id":"a1","faults":[{"where":"renewal","kind":"hang"}]}]})");
  ServeProcess server({"--config", config});

  const auto kinds = [&](const std::string& sandbox) {
    const auto answer = plain_http(server.admin(), "GET", "/__admin/sandboxes/" + sandbox + "/faults");
    const auto listed = Json::parse(answer.body);
    std::string all;
    for (const auto& each : listed.at("faults")) all += each.at("kind").get<std::string>() + " ";
    return all;
  };

  EXPECT_EQ(kinds("default"), "drop ");
  EXPECT_EQ(kinds("a1"), "hang ");
}

TEST_F(FaultyProgram, PlacesThemAnewWhereItKeptTheSandbox) {
  const auto config =
      home.write("mock.json", R"({"sandboxes":[{"id":"a1","faults":[{"where":"renewal","kind":"hang"}]}]})");
  const std::vector<std::string> arguments{"--config", config, "--state", home / "state"};
  {
    ServeProcess before(arguments);
    plain_http(before.admin(), "POST", "/__admin/sandboxes/default/faults", R"({"where":"renewal","kind":"hang"})");
    before.process().signal(SIGTERM);
    before.process().wait();
  }

  ServeProcess after(arguments);

  const auto faults = [&](const std::string& sandbox) {
    return Json::parse(plain_http(after.admin(), "GET", "/__admin/sandboxes/" + sandbox + "/faults").body).at("faults");
  };
  EXPECT_THAT(faults("a1"), SizeIs(1));
  EXPECT_THAT(faults("default"), SizeIs(0));
}

TEST_F(FaultyProgram, EndsWhenItIsAskedTo) {
  ServeProcess server;

  EXPECT_EQ(plain_http(server.admin(), "POST", "/__admin/shutdown").status, 202);

  EXPECT_EQ(server.process().wait().exit_code, 0);
}

// What clients see of a server that misbehaves; the client under test is this repository's own.
class FaultyServer : public ::testing::Test {
 protected:
  pki::Result<client::HttpResponse> post() {
    auto wire = server.transport();
    return wire.exchange({.method = "POST", .url = server.server_url("/api/cert"), .headers = {}, .body = "{}"},
                         &old.credential);
  }

  testing::MockServer server;
  const testing::Issued old = server.issue({.lasts = pki::days(89)});
};

TEST_F(FaultyServer, LosesAnAnswerOnceAndFindsItAgain) {
  server.fail({.place = mock::Place::kRenewal, .times = 1, .kind = mock::FaultKind::kLoseAnswer});

  EXPECT_FALSE(post());
  ASSERT_THAT(post(), testing::IsOk());
  EXPECT_THAT(server.sandbox().certificates(), SizeIs(2));
}

TEST_F(FaultyServer, SendsChunksThatAreReadAsTheWhole) {
  server.fail({.place = mock::Place::kRenewal, .kind = mock::FaultKind::kChunked, .octets = 3});

  const auto answer = post();

  ASSERT_THAT(answer, testing::IsOk());
  EXPECT_TRUE(Json::parse(answer->body).contains("pass"));
  server.heal();
  EXPECT_THAT(server.sandbox().faults().all(), SizeIs(0));
}

TEST_F(FaultyServer, CutsAnAnswerShortSoThatItIsNone) {
  server.fail(
      {.place = mock::Place::kRenewal, .kind = mock::FaultKind::kTruncate, .share = {mock::Share::Of::kAllBut, 1}});

  EXPECT_FALSE(post());
}

}  // namespace
}  // namespace orcamo::e2e

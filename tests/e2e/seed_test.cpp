#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "plain_http.hpp"
#include "serve_process.hpp"

namespace orcamo::e2e {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr std::string_view kBegin = "-----BEGIN CERTIFICATE-----";
const std::string kNow = "2031-02-03T04:05:06Z";

// Answers are what one server, started anew, gives to a fixed sequence of orders.
struct Answers {
  explicit Answers(const std::vector<std::string>& arguments) {
    ServeProcess server(arguments);
    seed = server.ready().at("seed");
    for (const char* facility : {"1", "2"}) {
      issued.push_back(server.ask("POST", "/certificates", {{"not_after", "now+89d"}, {"facility", facility}}));
    }
    const std::string pem = plain_http(server.admin(), "GET", "/__admin/sandboxes/default/ca.pem").body;
    const auto last = pem.rfind(kBegin);
    const auto last_but_one = pem.rfind(kBegin, last - 1);
    server_authorities = pem.substr(0, last_but_one);
    client_authorities = pem.substr(last_but_one);
  }

  Json seed;
  Json issued = Json::array();
  std::string server_authorities;
  std::string client_authorities;
};

TEST(SeededServer, AnswersTheSameOrdersWithTheSameBytes) {
  const Answers one({"--seed", "7", "--now", kNow});
  const Answers two({"--seed", "7", "--now", kNow, "--threads", "1"});

  EXPECT_EQ(one.seed, 7);
  EXPECT_EQ(one.issued, two.issued);
  EXPECT_EQ(one.client_authorities, two.client_authorities);
  EXPECT_THAT(one.client_authorities, StartsWith(kBegin));
  EXPECT_THAT(one.server_authorities, StartsWith(kBegin));
  EXPECT_NE(one.server_authorities, two.server_authorities);
}

TEST(SeededServer, AnswersOtherwiseWithAnotherSeedAndWithoutOne) {
  const Answers seven({"--seed", "7", "--now", kNow});
  const Answers eight({"--seed", "8", "--now", kNow});
  const Answers one({"--now", kNow});
  const Answers two({"--now", kNow});

  EXPECT_EQ(one.seed, nullptr);
  for (const auto& [left, right] : {std::pair(&seven, &eight), std::pair(&seven, &one), std::pair(&one, &two)}) {
    EXPECT_NE(left->client_authorities, right->client_authorities);
    for (const char* key : {"password", "p12_base64", "private_key_pem"}) {
      EXPECT_NE(left->issued[0][key], right->issued[0][key]) << key;
    }
  }
}

TEST(SeededServer, SaysItsSeedInTheLog) {
  ServeProcess server({"--seed", "18446744073709551615", "--log-format", "json"});

  server.process().signal(SIGTERM);

  EXPECT_THAT(server.process().wait().err, HasSubstr("\"seed\":\"18446744073709551615\""));
}

TEST(SeededServer, TakesNoSeedThatIsNoNumber) {
  for (const char* seed : {"-1", "seven", "18446744073709551616", ""}) {
    const Finished finished = run({kMockProgram, "serve", "--seed", seed});

    EXPECT_EQ(finished.exit_code, 3) << seed;
    EXPECT_THAT(finished.err, HasSubstr("--seed")) << seed;
  }
}

TEST(SeededServer, IssuesWhatTheProgramIssuesWithoutAServer) {
  const testing::TemporaryDirectory home;
  ServeProcess server({"--seed", "7", "--now", kNow});
  const IssuedFiles issued = server.issue(home, {{"not_after", "now+89d"}});

  const Finished finished = run(
      {kMockProgram, "issue", "--seed", "7", "--now", kNow, "--not-after", "now+89d", "--out", home / "certificates"});

  ASSERT_EQ(finished.exit_code, 0) << finished.err;
  const Json line = Json::parse(finished.out);
  EXPECT_EQ(line.at("serial"), issued.answer.at("serial"));
  EXPECT_TRUE(testing::read_file(line.at("p12").get<std::string>()) == testing::read_file(issued.p12));
  const Finished login = run({kRenewProgram, "login", "--server", server.https(), "--ca", server.ca(), "--p12",
                              line.at("p12"), "--password-file", line.at("password_file"), "--now", kNow});
  EXPECT_EQ(login.exit_code, 0) << login.err;
}

}  // namespace
}  // namespace orcamo::e2e

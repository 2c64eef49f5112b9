#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "command_line.hpp"

// Whose certificate is meant, and how it is shown.
namespace orcamo::testing {
namespace {

using client::HttpRequest;
using nlohmann::json;
using pki::Credential;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class StoreOfTwoHolders : public CommandLine {
 protected:
  StoreOfTwoHolders() {
    EXPECT_THAT(keep(old_), IsOk());
    EXPECT_THAT(keep(other_), IsOk());
  }

  pki::Result<void> keep(const Credential& credential) {
    return client::DirectoryStore::open(folder_ / "store").value().add(sealed(credential));
  }

  json in_json(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--store", "@store", "--output", "json"});
    return json::parse(run(arguments).out);
  }

  const Credential other_ =
      issue({.validity = {kNow - pki::days(3), kNow + pki::days(500)}, .facility = "u00000002", .serial = "345678"});
};

TEST_F(StoreOfTwoHolders, IsCheckedByTheOneThatEndsFirst) {
  const json checked = in_json({"check"});

  EXPECT_EQ(checked.at("state"), "warning");
  EXPECT_EQ(checked.at("certificate").at("serial"), "123456");
}

TEST_F(StoreOfTwoHolders, IsCheckedByNoneThatHasASuccessor) {
  ASSERT_THAT(keep(issue(renewed())), IsOk());

  const json checked = in_json({"check"});

  EXPECT_EQ(checked.at("state"), "ok");
  EXPECT_EQ(checked.at("certificate").at("serial"), "345678");
}

TEST_F(StoreOfTwoHolders, OfOneNameAndTwoAuthoritiesIsOfTwoHolders) {
  ASSERT_THAT(
      keep(issue(
          {.validity = {kNow - pki::days(3), kNow + pki::days(900)}, .issuer = Issuer::kOther, .serial = "456789"})),
      IsOk());

  EXPECT_EQ(in_json({"check"}).at("certificate").at("serial"), "123456");
}

TEST_F(StoreOfTwoHolders, HasTheOneRenewedThatIsDue) {
  const Ran ran = renew({"--output", "json"});

  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_EQ(json::parse(ran.out).at("result"), "renewed");
  EXPECT_EQ(json::parse(ran.out).at("old").at("serial"), "123456");
  EXPECT_EQ(json::parse(renew({"--output", "json"}).out).at("result"), "not_due");
}

TEST_F(StoreOfTwoHolders, HasACurrentOneOfEach) {
  ASSERT_THAT(keep(issue(renewed())), IsOk());

  std::vector<std::string> current;
  const json listed = in_json({"list"});
  for (const json& identity : listed.at("identities")) {
    if (identity.at("current")) current.push_back(identity.at("serial"));
  }

  EXPECT_THAT(current, ::testing::UnorderedElementsAre("234567", "345678"));
}

class ForeignText : public CommandLine {
 protected:
  Ran log_in(const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments{"login", "--server", kServer, "--ca", "@ca.pem", "--p12", "@old.p12"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  }
};

TEST_F(ForeignText, OfTheServerMovesNoTerminal) {
  const auto usual = server_.answers["start_session"];
  server_.answers["start_session"] = [&](const HttpRequest& request, const Credential& credential) {
    auto answered = usual(request, credential);
    json body = json::parse(answered->body);
    body["result"]["startup_message"] =
        "期限\x1b]0;x\x07\n間近\xc2\x9b"
        "31m\x7f!";
    return answer(200, body.dump());
  };

  const Ran text = log_in();
  const Ran in_json = log_in({"--output", "json"});

  EXPECT_THAT(text.out, HasSubstr("  期限]0;x 間近31m!\n"));
  EXPECT_THAT(in_json.out, AllOf(Not(HasSubstr("\xc2\x9b")), Not(HasSubstr("\x7f")), HasSubstr("\\u009b")));
  EXPECT_EQ(json::parse(in_json.out).at("startup_message"),
            "期限\x1b]0;x\x07\n間近\xc2\x9b"
            "31m\x7f!");
}

TEST_F(ForeignText, OfARefusalMovesNoTerminal) {
  server_.answers["get_server_info"] = [](const HttpRequest&, const Credential&) {
    return answer(200, R"({"jsonrpc":"2.0","id":1,"error":{"code":-1,"message":"拒否\u001b[2J\u009b!"}})");
  };

  const Ran ran = log_in({"--lang", "en"});

  EXPECT_THAT(ran.err, AllOf(HasSubstr("Logging in: the server refused: 拒否[2J! (-1)"), Not(HasSubstr("\x1b")),
                             Not(HasSubstr("\xc2\x9b"))));
}

TEST_F(ForeignText, OfAFileNameMovesNoTerminalAndEndsNoText) {
  folder_.write("a|b\x1b[2J.p12", pki::as_text(sealed(old_).p12));

  const Ran ran = run({"check", "--p12", "@a|b\x1b[2J.p12", "--password-file", "@old.password.txt", "--lang", "en"});

  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.out, StartsWith("CERT WARNING - a/b[2J.p12: 89 days left"));
  EXPECT_EQ(std::count(ran.out.begin(), ran.out.end(), '|'), 1);
}

TEST_F(CommandLine, CountsOneDayAsOne) {
  const auto left = [&](const char* language, const char* now) {
    return run({"check", "--p12", "@old.p12", "--lang", language, "--now", now}).out;
  };

  EXPECT_THAT(left("en", "cert:notAfter-1d"), HasSubstr(": 1 day left,"));
  EXPECT_THAT(left("en", "cert:notAfter-2d"), HasSubstr(": 2 days left,"));
  EXPECT_THAT(left("ja", "cert:notAfter-1d"), HasSubstr(": 残り1日、"));
  EXPECT_THAT(left("ja", "cert:notAfter+1s"), HasSubstr("有効期限切れです。サービスを利用できません、有効期限 "));
}

}  // namespace
}  // namespace orcamo::testing

#include <gmock/gmock.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "command_line.hpp"

// The way to the server, what goes over it, and its end before the end.
namespace orcamo::testing {
namespace {

using client::HttpRequest;
using nlohmann::json;
using pki::Credential;
using pki::Errc;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Le;
using ::testing::Not;
using ::testing::Optional;

class LineOfCommands : public CommandLine {
 protected:
  Ran log_in(const std::vector<std::string>& more) {
    std::vector<std::string> arguments{"login",    "--server", kServer, "--ca",   "@ca.pem", "--p12",
                                       "@old.p12", "--output", "json",  "--lang", "en"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  }

  static std::string code(const Ran& ran) { return json::parse(ran.out).at("error").at("code"); }
};

TEST_F(LineOfCommands, GoesStraightToTheServerUnlessTold) {
  setenv("https_proxy", "http://localhost:9", 1);
  log_in({});
  unsetenv("https_proxy");

  EXPECT_EQ(https_.proxy, std::nullopt);
}

TEST_F(LineOfCommands, GoesThroughTheProxy) {
  renew({"--p12", "@old.p12", "--proxy", "http://proxy.example:8080"});

  ASSERT_TRUE(https_.proxy);
  EXPECT_EQ(https_.proxy->url, "http://proxy.example:8080");
  EXPECT_EQ(https_.proxy->credentials, nullptr);
}

TEST_F(LineOfCommands, HasTheProxysCredentialsFromAFile) {
  folder_.write("proxy.txt", "clinic:open:sesame\r\n");

  const Ran ran = log_in({"--proxy", "http://[::1]:8080", "--proxy-credentials-file", "@proxy.txt"});

  ASSERT_TRUE(https_.proxy && https_.proxy->credentials);
  EXPECT_EQ(https_.proxy->credentials->reveal(), "clinic:open:sesame");
  EXPECT_THAT(ran.out + ran.err, Not(HasSubstr("sesame")));
}

// A service that has changed its authority: what it issues is taken from the successor that is named, and no other.
TEST_F(LineOfCommands, TakesACertificateOfASuccessorThatIsNamed) {
  IdentityWish wish = renewed();
  wish.issuer = Issuer::kOther;
  const client::Arrival arrived = sealed(issue(wish));
  server_.answers["request"] = [&](const HttpRequest&, const Credential&) {
    const json body{{"uri", std::string(kServer) + "/api/cert/token"}, {"pass", arrived.password.reveal()}};
    return answer(200, body.dump());
  };
  server_.answers["download"] = [&](const HttpRequest&, const Credential&) {
    return answer(200, std::string(pki::as_text(arrived.p12)), {{"Content-Disposition", "x; filename=a.p12"}});
  };
  folder_.write("successor.pem", root_of(Issuer::kOther).pem());
  folder_.write("former.pem", root_of(Issuer::kUsual).pem());
  const std::vector<std::string> usual{"--p12", "@old.p12", "--output", "json"};
  const auto renew_with = [&](const char* trusted) {
    std::vector<std::string> arguments = usual;
    arguments.insert(arguments.end(), {"--trusted", trusted});
    return renew(arguments);
  };

  EXPECT_EQ(code(renew(usual)), "identity.other_issuer");
  EXPECT_EQ(code(renew_with("@former.pem")), "identity.untrusted");
  EXPECT_EQ(renew_with("@successor.pem").exit_code, 0);
  EXPECT_EQ(stored(), 2u);
  EXPECT_EQ(json::parse(renew_with("@successor.pem").out).at("result"), "not_due");
}

TEST_F(LineOfCommands, TellsOfNonsenseInPlaceOfASuccessor) {
  EXPECT_EQ(renew({"--p12", "@old.p12", "--trusted", "@none.pem"}).exit_code, 3);

  const Ran ran = renew({"--p12", "@old.p12", "--output", "json", "--trusted", "@html.p12"});
  EXPECT_THAT(ran.out, HasSubstr("--trusted: "));
  EXPECT_THAT(server_.log, IsEmpty());
}

TEST_F(LineOfCommands, WantsCredentialsWithAColon) {
  folder_.write("proxy.txt", "sesame\n");

  const Ran ran = log_in({"--proxy", "http://localhost:8080", "--proxy-credentials-file", "@proxy.txt"});

  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_THAT(ran.out, AllOf(HasSubstr("has no colon"), Not(HasSubstr("sesame"))));
  EXPECT_THAT(server_.log, IsEmpty());
}

TEST_F(LineOfCommands, TellsOfAMissingCredentialsFile) {
  const Ran ran = log_in({"--proxy", "http://localhost:8080", "--proxy-credentials-file", "@none.txt"});

  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_EQ(code(ran), "password.file_unreadable");
}

struct NoProxy {
  const char* name;
  const char* url;
  const char* says;
};

class NonsenseProxy : public LineOfCommands, public ::testing::WithParamInterface<NoProxy> {};

TEST_P(NonsenseProxy, IsWrongUsage) {
  const Ran ran = log_in({"--proxy", GetParam().url});

  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_EQ(code(ran), "transport.url_malformed");
  EXPECT_THAT(ran.out, AllOf(HasSubstr("--proxy: "), HasSubstr(GetParam().says), Not(HasSubstr("sesame"))));
  EXPECT_THAT(server_.log, IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    Urls, NonsenseProxy,
    ::testing::Values(NoProxy{"NoScheme", "proxy.example:8080", "does not begin with http://"},
                      NoProxy{"Https", "https://proxy.example:8080", "does not begin with http://"},
                      NoProxy{"Socks", "socks5://proxy.example:1080", "does not begin with http://"},
                      NoProxy{"NoHost", "http://:8080", "no host name"},
                      NoProxy{"NoPort", "http://proxy.example:", "a port that is not a number"},
                      NoProxy{"PortTooLarge", "http://proxy.example:65536", "a port that is not a number"},
                      NoProxy{"Path", "http://proxy.example:8080/to", "goes on beyond its host and port"},
                      NoProxy{"Query", "http://proxy.example:8080?to", "goes on beyond its host and port"},
                      NoProxy{"Fragment", "http://proxy.example:8080#to", "goes on beyond its host and port"},
                      NoProxy{"Password", "http://clinic:sesame@proxy.example:8080", "--proxy-credentials-file"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST_F(LineOfCommands, CredentialsWithoutAProxyAreAMistake) {
  const Ran ran = log_in({"--proxy-credentials-file", "@wrong.txt"});

  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_THAT(ran.out, HasSubstr("--proxy-credentials-file belongs to --proxy"));
}

TEST_F(LineOfCommands, StandardInputIsForOneFile) {
  const Ran ran =
      log_in({"--proxy", "http://localhost:8080", "--proxy-credentials-file", "-", "--login-password-file", "-"});

  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_THAT(ran.out, HasSubstr("--login-password-file and --proxy-credentials-file cannot both be standard input"));
}

TEST_F(LineOfCommands, GivesNoExchangeMoreThanTheTimeout) {
  ASSERT_EQ(renew({"--p12", "@old.p12", "--timeout", "7"}).exit_code, 0);

  EXPECT_THAT(server_.requests, Each(Field(&HttpRequest::patience, Optional(Le(std::chrono::seconds(7))))));
}

TEST_F(LineOfCommands, AsksByTheApi) {
  renew({"--p12", "@old.p12"});
  EXPECT_EQ(server_.log.front(), "request 123456");
  server_.log.clear();

  renew({"--p12", "@old.p12", "--force", "--channel", "api"});
  EXPECT_EQ(server_.log.front(), "request 123456");
}

TEST_F(LineOfCommands, AsksByThePagesWhereItIsTold) {
  server_.answers["download"] = [](const HttpRequest&, const Credential&) { return answer(200, "<html></html>"); };

  const Ran ran = renew({"--p12", "@old.p12", "--channel", "console", "--output", "json"});

  EXPECT_EQ(code(ran), "server.answer_unexpected");
  EXPECT_EQ(json::parse(ran.out).at("failed_at"), "request");
  ASSERT_THAT(server_.requests, Not(IsEmpty()));
  EXPECT_EQ(server_.requests.front().method, "GET");
  EXPECT_THAT(server_.log, Not(Contains(HasSubstr("request"))));
}

TEST_F(LineOfCommands, KnowsNoOtherChannel) {
  const Ran ran = renew({"--p12", "@old.p12", "--channel", "fax"});

  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_THAT(ran.err, HasSubstr("--channel"));
}

// A run that is stopped while the server is asked for the file.
class StoppedCommand : public LineOfCommands {
 protected:
  Ran be_stopped(const std::vector<std::string>& more = {}) {
    const auto usual = server_.answers["download"];
    server_.answers["download"] = [this](const HttpRequest&, const Credential&) {
      stop_.request_stop();
      return failure(Errc::kConnectionLost);
    };
    std::vector<std::string> arguments{"--p12", "@old.p12", "--output", "json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Ran ran = renew(arguments);
    server_.answers["download"] = usual;
    server_.log.clear();
    stop_ = {};
    return ran;
  }
};

TEST_F(StoppedCommand, HandsWhatStopsItToTheTransport) {
  log_in({});
  EXPECT_EQ(https_.stop, stop_.get_token());
}

TEST_F(StoppedCommand, SaysSoAndIsGoneOnWith) {
  const Ran stopped = be_stopped();

  EXPECT_EQ(stopped.exit_code, 1);
  EXPECT_EQ(code(stopped), "process.cancelled");
  EXPECT_EQ(json::parse(stopped.out).at("failed_at"), "download");
  EXPECT_EQ(stored(), 1u);

  const Ran again = renew({"--p12", "@old.p12", "--output", "json"});
  EXPECT_EQ(again.exit_code, 0);
  EXPECT_EQ(json::parse(again.out).at("resumed_at"), "download");
  EXPECT_EQ(server_.log.front(), "download 123456");
}

TEST_F(StoppedCommand, IsRememberedWhereItIsTold) {
  be_stopped({"--journal", "@state/journal"});

  EXPECT_FALSE(std::filesystem::exists(folder_ / "store" / ".renewal"));
  EXPECT_TRUE(
      std::filesystem::exists(folder_ / "state" / "journal" / (old_.certificate.fingerprint_sha256() + ".json")));
  EXPECT_EQ(json::parse(renew({"--journal", "@state/journal", "--output", "json"}).out).at("resumed_at"), "download");
}

TEST_F(StoppedCommand, IsNotRememberedAmongTheCertificates) {
  for (const std::string& store : {at("store"), "pem:" + at("store")}) {
    for (const std::string& journal : {at("store"), at("store/"), at("store/../store"), at("store/.")}) {
      const Ran ran = renew({"--p12", "@old.p12", "--store", store, "--journal", journal});

      EXPECT_EQ(ran.exit_code, 2) << journal;
      EXPECT_THAT(ran.err, HasSubstr("--journal is the folder of --store itself")) << journal;
    }
  }
  EXPECT_FALSE(std::filesystem::exists(folder_ / "store"));
  std::filesystem::create_directory(folder_ / "store");
  std::filesystem::create_directory_symlink(folder_ / "store", folder_ / "link");
  EXPECT_EQ(renew({"--p12", "@old.p12", "--journal", "@link"}).exit_code, 2);
  EXPECT_EQ(renew({"--p12", "@old.p12", "--journal", "@store/journal"}).exit_code, 0);
}

}  // namespace
}  // namespace orcamo::testing

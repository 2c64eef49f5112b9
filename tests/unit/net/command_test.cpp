#include <fcntl.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "peer.hpp"

namespace orcamo::mock {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::StartsWith;

std::string content(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

mode_t mode(const fs::path& path) {
  struct stat status {};
  ::stat(path.c_str(), &status);
  return status.st_mode & 0777;
}

// Program is one run of orcamo-mock. Its standard error goes to a file.
class Program {
 public:
  Program(std::vector<std::string> arguments, const fs::path& errors) : errors_(errors) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe2");
    arguments.insert(arguments.begin(), ORCAMO_MOCK_PROGRAM);
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
    ::posix_spawn_file_actions_addopen(&actions, 2, errors.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    const int failed = ::posix_spawn(&pid_, argv[0], &actions, nullptr, argv.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    output_ = ends[0];
    if (failed != 0) throw std::runtime_error("posix_spawn");
  }
  ~Program() {
    if (pid_ > 0) ::kill(pid_, SIGTERM), ::waitpid(pid_, nullptr, 0);
    ::close(output_);
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  // The next line of standard output; empty where the program ended before it.
  std::string read_line() {
    std::string line;
    char octet = 0;
    while (::read(output_, &octet, 1) == 1 && octet != '\n') line.push_back(octet);
    return line;
  }
  void signal(int number) const { ::kill(pid_, number); }
  pid_t pid() const noexcept { return pid_; }
  int exit_code() {
    int status = 0;
    ::waitpid(std::exchange(pid_, 0), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  std::string errors() const { return content(errors_); }

 private:
  fs::path errors_;
  pid_t pid_ = 0;
  int output_ = -1;
};

class Command : public testing::Test {
 protected:
  Command() {
    std::string name = (fs::temp_directory_path() / "orcamo-command-test-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  ~Command() override { fs::remove_all(folder_); }

  Program run(std::vector<std::string> arguments) { return Program(std::move(arguments), folder_ / "errors"); }

  fs::path folder_;
};

TEST_F(Command, SaysWhereItListensUntilItIsToldToEnd) {
  const fs::path ready = folder_ / "ready.json";
  for (const int number : {SIGTERM, SIGINT}) {
    Program program = run({"serve", "--ready-file", ready, "--log-format", "json"});
    const std::string line = program.read_line();
    const auto said = nlohmann::json::parse(line);

    EXPECT_EQ(content(ready), line + "\n");
    EXPECT_EQ(said["event"], "ready");
    EXPECT_EQ(said["pid"], program.pid());
    EXPECT_THAT(said["version"].get<std::string>(), MatchesRegex("[0-9]+\\.[0-9]+\\.[0-9]+"));
    EXPECT_THAT(said["https"].get<std::string>(), MatchesRegex("https://localhost:[0-9]+"));
    const std::string admin = said["admin"];
    ASSERT_THAT(admin, MatchesRegex("http://127\\.0\\.0\\.1:[0-9]+"));
    EXPECT_THAT(content(said["ca"].get<std::string>()), StartsWith("-----BEGIN CERTIFICATE-----"));
    const auto port = static_cast<std::uint16_t>(std::stoi(admin.substr(admin.rfind(':') + 1)));
    EXPECT_THAT(converse(port, "GET /__admin/ready HTTP/1.0\r\nHost: localhost\r\n\r\n"),
                StartsWith("HTTP/1.1 200 OK"));

    program.signal(number);

    EXPECT_EQ(program.exit_code(), 0);
    EXPECT_FALSE(fs::exists(ready));
    EXPECT_FALSE(fs::exists(said["ca"].get<std::string>()));
    std::istringstream log(program.errors());
    for (std::string entry; std::getline(log, entry);) EXPECT_TRUE(nlohmann::json::accept(entry)) << entry;
  }
}

TEST_F(Command, KeepsACaFileThatWasAskedFor) {
  const fs::path ca = folder_ / "ca.pem";
  Program program = run({"serve", "--ca-file", ca});
  EXPECT_EQ(nlohmann::json::parse(program.read_line())["ca"], ca.string());

  program.signal(SIGTERM);

  EXPECT_EQ(program.exit_code(), 0);
  EXPECT_TRUE(fs::exists(ca));
}

TEST_F(Command, EndsWithFourWhereThePortIsInUse) {
  Program first = run({"serve"});
  const std::string https = nlohmann::json::parse(first.read_line())["https"];
  const fs::path ready = folder_ / "ready.json";

  Program second({"serve", "--port", https.substr(https.rfind(':') + 1), "--ready-file", ready},
                 folder_ / "second-errors");

  EXPECT_EQ(second.read_line(), "");
  EXPECT_EQ(second.exit_code(), 4);
  EXPECT_THAT(second.errors(), AllOf(HasSubstr("is in use"), MatchesRegex("[^\n]+\n")));
  EXPECT_FALSE(fs::exists(ready));
}

TEST_F(Command, ReplacesAReadyFileThatAKilledServerLeft) {
  const fs::path ready = folder_ / "ready.json";
  Program killed = run({"serve", "--ready-file", ready, "--ca-file", folder_ / "ca.pem"});
  killed.read_line();
  killed.signal(SIGKILL);
  killed.exit_code();
  ASSERT_TRUE(fs::exists(ready));

  Program failing = run({"serve", "--ready-file", ready, "--bind", "0.0.0.0"});

  EXPECT_EQ(failing.exit_code(), 3);
  EXPECT_FALSE(fs::exists(ready));
}

TEST_F(Command, LeavesAloneWhatIsNoReadyFile) {
  const fs::path odd = folder_ / "odd.json";
  std::ofstream(odd) << R"({"event":1,"pid":"x"})";

  Program failing = run({"serve", "--ready-file", odd, "--bind", "0.0.0.0"});

  EXPECT_EQ(failing.exit_code(), 3);
  EXPECT_TRUE(fs::exists(odd));
}

TEST_F(Command, DoesNotWaitForSomebodyToWriteIntoAPipe) {
  const fs::path pipe = folder_ / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);

  Program failing = run({"serve", "--ready-file", pipe, "--bind", "0.0.0.0"});

  EXPECT_EQ(failing.exit_code(), 3);
}

struct Misuse {
  std::string name;
  std::vector<std::string> arguments;
  int code;
  std::string says;
};
void PrintTo(const Misuse& row, std::ostream* out) { *out << row.name; }

class CommandRefuses : public Command, public testing::WithParamInterface<Misuse> {};

TEST_P(CommandRefuses, InOneSentence) {
  Program program = run(GetParam().arguments);

  EXPECT_EQ(program.read_line(), "");
  EXPECT_EQ(program.exit_code(), GetParam().code);
  EXPECT_THAT(program.errors(),
              AllOf(StartsWith("orcamo-mock: "), HasSubstr(GetParam().says), MatchesRegex("[^\n]+\n")));
}

INSTANTIATE_TEST_SUITE_P(
    Table, CommandRefuses,
    testing::Values(
        Misuse{"Nothing", {}, 2, "serve, issue or expect"}, Misuse{"UnknownFlag", {"serve", "--frob"}, 2, "--frob"},
        Misuse{"UnknownCommand", {"frob"}, 2, "frob"}, Misuse{"MissingOut", {"issue"}, 2, "--out"},
        Misuse{"PortIsAWord", {"serve", "--port", "https"}, 3, "--port"},
        Misuse{"PortTooHigh", {"serve", "--port", "65536"}, 3, "--port"},
        Misuse{"NotLoopback", {"serve", "--bind", "0.0.0.0"}, 3, "--allow-remote"},
        Misuse{"AdminNotLoopback", {"serve", "--admin-bind", "0.0.0.0"}, 3, "--allow-remote"},
        Misuse{"AdminWithoutToken", {"serve", "--admin-bind", "0.0.0.0", "--allow-remote"}, 3, "--admin-token-file"},
        Misuse{
            "TokenFileNowhere", {"serve", "--admin-token-file", "/nonexistent/token"}, 3, "reading --admin-token-file"},
        Misuse{"NoToken", {"serve", "--admin-token-file", "/dev/null"}, 3, "is empty"},
        Misuse{"NoAddress", {"serve", "--bind", "clinic"}, 3, "clinic"},
        Misuse{"NoTime", {"serve", "--now", "yesterday"}, 3, "yesterday"},
        Misuse{"NoCertificateToSpeakOf", {"serve", "--now", "cert:notAfter"}, 3, "--now"},
        Misuse{"OldTls", {"serve", "--tls", "1.0"}, 3, "--tls"},
        Misuse{"ReadyFileNowhere", {"serve", "--ready-file", "/nonexistent/ready"}, 3, "/nonexistent/ready"},
        Misuse{"NoExpectations", {"expect", "--admin", "http://127.0.0.1:1"}, 2, "file"},
        Misuse{"NoList", {"expect", "--admin", "http://127.0.0.1:1", "/dev/null"}, 3, "expectations"},
        Misuse{"CaFileNowhere", {"serve", "--ca-file", "/nonexistent/ca"}, 3, "/nonexistent/ca"}),
    [](const auto& row) { return row.param.name; });

class Expecting : public Command {
 protected:
  Expecting() { converse(port(https_), "nonsense"); }

  // What `orcamo-mock expect` comes to for a file of this content.
  std::pair<int, std::string> expect(const std::string& text, std::vector<std::string> more = {}) {
    std::ofstream(folder_ / "expect.json") << text;
    more.insert(more.begin(), {"expect", "--admin", admin_, folder_ / "expect.json"});
    Program program(more, folder_ / "expect-errors");
    std::string lines;
    for (std::string line = program.read_line(); !line.empty(); line = program.read_line()) lines += line + "\n";
    const int code = program.exit_code();
    return {code, lines + program.errors()};
  }
  static std::uint16_t port(const std::string& url) {
    return static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
  }

  Program server_ = run({"serve"});
  const nlohmann::json ready_ = nlohmann::json::parse(server_.read_line());
  const std::string https_ = ready_["https"];
  std::string admin_ = ready_["admin"];
};

TEST_F(Expecting, EndsWithNoughtWhereTheJournalIsAsExpected) {
  EXPECT_THAT(expect(R"([{"reason":"not_tls","count":1}])"),
              testing::Pair(0, "ok      {\"reason\":\"not_tls\",\"count\":1}: 1 entry like that, expected 1\n"));
}

TEST_F(Expecting, EndsWithOneAndShowsTheNearestWhereItIsNot) {
  EXPECT_THAT(expect(R"({"expect":[{"verdict":"refused","count":0}]})"),
              testing::Pair(1, AllOf(StartsWith("NOT MET {\"verdict\":\"refused\",\"count\":0}: 1 entry"),
                                     HasSubstr("\n        nearest: #1 verdict=refused reason=not_tls clock="))));
}

TEST_F(Expecting, PrintsTheServersAnswerAsJson) {
  const auto [code, text] = expect(R"([{"reason":"not_tls"},{"event":"page"}])", {"--output", "json"});

  EXPECT_EQ(code, 1);
  const auto answer = nlohmann::json::parse(text);
  EXPECT_EQ(answer["ok"], false);
  EXPECT_EQ(answer["findings"][0]["found"], 1);
}

TEST_F(Expecting, EndsWithThreeWhereItCannotAsk) {
  EXPECT_THAT(expect(R"([{"reason":"late"}])"), testing::Pair(3, HasSubstr("reading expectation 1")));
  EXPECT_THAT(expect(R"([{"reason":"ok"}])", {"--sandbox", "other"}), testing::Pair(3, HasSubstr("\"other\"")));
  admin_ = "https://localhost:1";
  EXPECT_THAT(expect("[]"), testing::Pair(3, HasSubstr("not the URL of an admin port")));
  admin_ = "http://127.0.0.1:" + std::to_string(port(https_));
  EXPECT_THAT(expect("[]"), testing::Pair(3, HasSubstr("is not HTTP")));
  server_.signal(SIGTERM);
  server_.exit_code();
  EXPECT_THAT(expect("[]"), testing::Pair(3, HasSubstr("nobody answers")));
}

TEST_F(Command, AsksForTheTokenOfAFileAndNeverSaysIt) {
  const std::string token = "0123456789abcdef0123456789abcdef";
  const fs::path file = folder_ / "token";
  std::ofstream(file) << token << "\nanother line\n";
  std::ofstream(folder_ / "expect.json") << R"([{"verdict":"accepted","count":0}])";
  Program server = run({"serve", "--admin-token-file", file, "--log-level", "debug"});
  const std::string line = server.read_line();
  const std::string admin = nlohmann::json::parse(line)["admin"];
  const auto expect = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"expect", "--admin", admin, folder_ / "expect.json"});
    Program program(more, folder_ / "expect-errors");
    program.read_line();
    const int code = program.exit_code();
    return std::pair(code, program.errors());
  };

  EXPECT_THAT(expect({}), testing::Pair(3, HasSubstr("wants its token")));
  EXPECT_THAT(expect({"--admin-token-file", folder_ / "expect.json"}), testing::Pair(3, HasSubstr("not the token")));
  EXPECT_THAT(expect({"--admin-token-file", file}), testing::Pair(0, ""));
  server.signal(SIGTERM);
  EXPECT_EQ(server.exit_code(), 0);
  EXPECT_THAT(server.errors(), AllOf(HasSubstr("/verify"), testing::Not(HasSubstr(token))));
  EXPECT_THAT(line, testing::Not(HasSubstr(token)));
}

TEST_F(Command, IssuesWithoutAServer) {
  const fs::path out = folder_ / "certs";
  Program program = run({"issue", "--now", "2031-02-03T04:05:06Z", "--not-before", "now-1d", "--not-after", "now+89d",
                         "--facility", "7", "--out", out});
  const auto said = nlohmann::json::parse(program.read_line());
  EXPECT_EQ(program.exit_code(), 0);

  EXPECT_EQ(said["not_before"], "2031-02-02T04:05:06Z");
  EXPECT_EQ(said["not_after"], "2031-05-03T04:05:06Z");
  const fs::path p12 = said["p12"].get<std::string>();
  const fs::path password = said["password_file"].get<std::string>();
  EXPECT_EQ(p12.filename(), said["serial"].get<std::string>() + "__JP_u00000007_client001.p12");
  EXPECT_EQ(password.filename(), p12.stem().string() + ".password.txt");
  EXPECT_EQ(mode(p12), 0600U);
  EXPECT_EQ(mode(password), 0600U);
  EXPECT_EQ(content(password).size(), 10U);
  EXPECT_THAT(content(said["ca"].get<std::string>()), StartsWith("-----BEGIN CERTIFICATE-----"));
}

TEST_F(Command, IssuesAShape) {
  Program program = run({"issue", "--shape", "zero-serial", "--out", folder_ / "odd"});

  EXPECT_EQ(nlohmann::json::parse(program.read_line())["serial"], "00");
  EXPECT_EQ(program.exit_code(), 0);
}

TEST_F(Command, NamesTheShapesThatThereAre) {
  Program program = run({"issue", "--shape", "square", "--out", folder_ / "odd"});

  EXPECT_EQ(program.exit_code(), 3);
  EXPECT_THAT(program.errors(), AllOf(HasSubstr("square"), HasSubstr("eku-server-only")));
}

TEST_F(Command, EndsWithSevenWhereOpensslLacksRc2) {
  ::setenv("OPENSSL_MODULES", folder_.c_str(), 1);
  Program program = run({"issue", "--profile", "LegacyRC2", "--out", folder_ / "old"});
  ::unsetenv("OPENSSL_MODULES");

  EXPECT_EQ(program.exit_code(), 7);
  EXPECT_THAT(program.errors(), HasSubstr("install OpenSSL's legacy module"));
}

TEST_F(Command, OverwritesNothing) {
  std::ofstream(folder_ / "ca.pem") << "mine";

  Program program = run({"issue", "--out", folder_});

  EXPECT_EQ(program.exit_code(), 3);
  EXPECT_THAT(program.errors(), HasSubstr("ca.pem exists already"));
  EXPECT_EQ(content(folder_ / "ca.pem"), "mine");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 2) << "ca.pem and the file of errors";
}

}  // namespace
}  // namespace orcamo::mock

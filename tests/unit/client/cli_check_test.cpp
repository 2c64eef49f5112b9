#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "command_line.hpp"

namespace orcamo::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::StartsWith;

struct CheckRow {
  const char* name;
  const char* now;
  int exit_code;
  const char* out;
};
void PrintTo(const CheckRow& row, std::ostream* out) { *out << row.now; }

class Check : public CommandLine, public ::testing::WithParamInterface<CheckRow> {};

TEST_P(Check, SpeaksAsMonitoringPluginsDo) {
  const Ran ran = run({"check", "--p12", "@old.p12", "--now", GetParam().now, "--lang", "en"});

  EXPECT_EQ(ran.exit_code, GetParam().exit_code);
  EXPECT_THAT(ran.out, StartsWith(GetParam().out));
  EXPECT_EQ(std::count(ran.out.begin(), ran.out.end(), '\n'), 1);
  EXPECT_EQ(ran.err, "");
}

INSTANTIATE_TEST_SUITE_P(
    Days, Check,
    ::testing::Values(CheckRow{"Fine", "cert:notAfter-90d-1s", 0, "CERT OK - old.p12: 90 days left"},
                      CheckRow{"Due", "cert:notAfter-90d", 1, "CERT WARNING - old.p12: 90 days left, due"},
                      CheckRow{"DueLater", "cert:notAfter-90d+1s", 1, "CERT WARNING - old.p12: 89 days left, due"},
                      CheckRow{"LastSecond", "cert:notAfter", 1, "CERT WARNING - old.p12: 0 days left"},
                      CheckRow{"Expired", "cert:notAfter+1s", 2, "CERT CRITICAL - old.p12: expired"},
                      CheckRow{"ClockBehindByADay", "cert:notBefore-1d", 0, "CERT OK - old.p12: "},
                      CheckRow{"NotYetValid", "cert:notBefore-1d-1s", 3, "CERT UNKNOWN - old.p12: not valid yet"},
                      CheckRow{"BadTime", "tomorrow", 3, "CERT UNKNOWN - --now: \"tomorrow\""}),
    [](const auto& row) { return row.param.name; });

TEST_F(CommandLine, CheckEndsInNumbersForGraphs) {
  EXPECT_THAT(run({"check", "--p12", "@old.p12"}).out, ::testing::EndsWith(" | days=89;90:;0:\n"));
  EXPECT_THAT(run({"check", "--p12", "@old.p12", "--rule", "2x30d"}).out, ::testing::EndsWith(" | days=89;60:;0:\n"));
}

TEST_F(CommandLine, TellsWhatOthersMayReadOfTheStore) {
  ASSERT_EQ(renew({"--p12", "@old.p12"}).exit_code, 0);
  std::filesystem::permissions(folder_ / "store" / "old.p12", std::filesystem::perms(0644));

  for (const char* command : {"check", "list", "show"}) {
    EXPECT_THAT(run({command, "--store", "@store", "--lang", "en"}).err,
                HasSubstr("old.p12; chmod go-rwx makes it yours alone"))
        << command;
  }
  EXPECT_THAT(renew({}).err, HasSubstr("old.p12; chmod go-rwx"));
}

TEST_F(CommandLine, CheckTakesTheLongestLivedOfTheStore) {
  ASSERT_EQ(renew({"--p12", "@old.p12"}).exit_code, 0);

  const Ran ran = run({"check", "--store", "@store", "--output", "json"});

  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_EQ(json::parse(ran.out).at("state"), "ok");
  EXPECT_EQ(json::parse(ran.out).at("certificate").at("serial"), "234567");
}

}  // namespace
}  // namespace orcamo::testing

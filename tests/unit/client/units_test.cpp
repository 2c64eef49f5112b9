#include "cli/units.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <cstdlib>

#include "cli/unit_files.hpp"
#include "command_line.hpp"
#include "orcamo/testing/matchers.hpp"
#include "orcamo/testing/temporary_directory.hpp"

namespace orcamo::testing {
namespace {

namespace fs = std::filesystem;
using client::ServiceScope;
using client::Unit;
using client::UnitPlan;
using pki::Errc;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

UnitPlan plan_of(ServiceScope scope, const std::string& folder) {
  UnitPlan plan;
  plan.scope = scope;
  plan.program = "/bin/true";
  plan.watch_arguments = {"watch", "--store", folder};
  plan.renew_arguments = {"renew", "--store", folder};
  plan.writable = {folder};
  return plan;
}

struct Written {
  const char* name;
  const char* text;
  const char* word;
  const char* argument;
};

class SystemdText : public ::testing::TestWithParam<Written> {};

TEST_P(SystemdText, IsQuotedForItsPlace) {
  EXPECT_EQ(client::systemd_word(GetParam().text), GetParam().word);
  EXPECT_EQ(client::systemd_argument(GetParam().text), GetParam().argument);
}

INSTANTIATE_TEST_SUITE_P(Texts, SystemdText,
                         ::testing::Values(Written{"Plain", "/srv/store", R"("/srv/store")", R"("/srv/store")"},
                                           Written{"Empty", "", R"("")", R"("")"},
                                           Written{"Blank", "/a b", R"("/a b")", R"("/a b")"},
                                           Written{"Quotes", "a\"'b", R"("a\"'b")", R"("a\"'b")"},
                                           Written{"Backslash", R"(a\n)", R"("a\\n")", R"("a\\n")"},
                                           Written{"Specifier", "50%h", R"("50%%h")", R"("50%%h")"},
                                           Written{"Variable", "${HOME}$x", R"("${HOME}$x")", R"("$${HOME}$$x")"},
                                           Written{"Japanese", "/証明書", R"("/証明書")", R"("/証明書")"}),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Units, WatchIsAServiceThatTellsHowItIsAndMayWriteNowhereElse) {
  UnitPlan plan = plan_of(ServiceScope::kSystem, "/srv/my store");
  plan.user = "1000";

  const auto units = client::units_of(plan).value();

  EXPECT_EQ(units.at(0).name, "orcamo-renew-watch.service");
  EXPECT_THAT(units.at(0).text, AllOf(HasSubstr("\nType=notify\n"), HasSubstr("\nWatchdogSec="),
                                      HasSubstr("\nExecStart=\"/bin/true\" \"watch\" \"--store\" \"/srv/my store\"\n"),
                                      HasSubstr("\nReadWritePaths=\"/srv/my store\"\n"), HasSubstr("\nUser=1000\n"),
                                      HasSubstr("\nProtectSystem=strict\n")));
  EXPECT_THAT(units.at(0).text,
              AllOf(HasSubstr("\nNoNewPrivileges=yes\n"), HasSubstr("\nPrivateTmp=yes\n"), HasSubstr("\nUMask=0077\n"),
                    HasSubstr("\nCapabilityBoundingSet=\n"), HasSubstr("\nWantedBy=multi-user.target\n")));
}

TEST(Units, TimerStartsTheOneshotOfItsName) {
  const auto units = client::units_of(plan_of(ServiceScope::kSystem, "/srv/store")).value();

  EXPECT_EQ(units.at(1).name, "orcamo-renew.service");
  EXPECT_THAT(units.at(1).text, AllOf(HasSubstr("\nType=oneshot\n"), HasSubstr(" \"renew\" "), Not(HasSubstr("watch")),
                                      HasSubstr("\nProtectSystem=strict\n")));
  EXPECT_EQ(units.at(2).name, "orcamo-renew.timer");
  EXPECT_THAT(units.at(2).text, AllOf(HasSubstr("\nPersistent=true\n"), HasSubstr("\nRandomizedDelaySec=")));
}

TEST(Units, OfAUserAskForNothingThatTheirManagerHasNotGot) {
  const auto units = client::units_of(plan_of(ServiceScope::kUser, "/srv/store")).value();

  EXPECT_THAT(units.at(0).text, AllOf(HasSubstr("\nWantedBy=default.target\n"), Not(HasSubstr("CapabilityBoundingSet")),
                                      Not(HasSubstr("network-online")), HasSubstr("\nNoNewPrivileges=yes\n")));
}

TEST(Units, CarryNoLineEnds) {
  UnitPlan plan = plan_of(ServiceScope::kUser, "/srv/store");
  plan.watch_arguments.push_back("x\nExecStartPre=/bin/false");

  EXPECT_THAT(client::units_of(plan), FailsWith(Errc::kUsage));
}

class UnitsForSystemd : public ::testing::TestWithParam<ServiceScope> {};

TEST_P(UnitsForSystemd, AreInOrder) {
  if (std::system("command -v systemd-analyze >/dev/null") != 0) GTEST_SKIP() << "systemd-analyze is not here";
  const TemporaryDirectory folder;
  const fs::path store = folder / "a $b %c \"d\"";
  fs::create_directory(store);
  const auto units = client::units_of(plan_of(GetParam(), store.string())).value();
  ASSERT_THAT(client::write_units(folder / "units", units, client::Replace::kNo), IsOk());
  const std::string scope = GetParam() == ServiceScope::kUser ? " --user" : "";
  const std::string at = (folder / "units" / "").string();

  // Every complaint is on standard error, also where it is none for the exit code: a key that is not known is one.
  const int ended = std::system(("XDG_RUNTIME_DIR='" + folder.path().string() + "' systemd-analyze" + scope +
                                 " verify --man=no '" + at + "orcamo-renew-watch.service' '" + at +
                                 "orcamo-renew.service' '" + at + "orcamo-renew.timer' >'" + at + "said' 2>&1")
                                    .c_str());

  EXPECT_EQ(ended, 0);
  EXPECT_THAT(read_file(folder / "units" / "said"), Not(HasSubstr("orcamo-renew")));
}

INSTANTIATE_TEST_SUITE_P(Scopes, UnitsForSystemd, ::testing::Values(ServiceScope::kSystem, ServiceScope::kUser),
                         [](const auto& row) { return row.param == ServiceScope::kUser ? "User" : "System"; });

class UnitFiles : public ::testing::Test {
 protected:
  pki::Result<void> write(const std::string& text, client::Replace replace = client::Replace::kNo) {
    return client::write_units(folder / "units", {{"b.service", "same\n"}, {"a.service", text}}, replace);
  }
  std::string read(const char* name) const { return read_file(folder / "units" / name); }

  TemporaryDirectory folder;
};

TEST_F(UnitFiles, AreReadableByEveryone) {
  ASSERT_THAT(write("text\n"), IsOk());

  struct stat status {};
  ASSERT_EQ(::stat((folder / "units" / "a.service").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0644u);
  EXPECT_EQ(read("a.service"), "text\n");
}

TEST_F(UnitFiles, AreWrittenAgainWithTheSameContents) {
  ASSERT_THAT(write("text\n"), IsOk());

  EXPECT_THAT(write("text\n"), IsOk());
}

TEST_F(UnitFiles, OfOthersAreNotOverwrittenAndNothingIsWrittenThen) {
  ASSERT_THAT(write("mine\n"), IsOk());
  fs::remove(folder / "units" / "b.service");

  EXPECT_THAT(write("other\n"), FailsWith(Errc::kFileUnwritable));

  EXPECT_EQ(read("a.service"), "mine\n");
  EXPECT_FALSE(fs::exists(folder / "units" / "b.service"));
}

TEST_F(UnitFiles, AreReplacedOnRequest) {
  ASSERT_THAT(write("mine\n"), IsOk());

  EXPECT_THAT(write("other\n", client::Replace::kYes), IsOk());

  EXPECT_EQ(read("a.service"), "other\n");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder / "units"), fs::directory_iterator()), 2);
}

TEST(UnitArguments, SayWhatDiffersFromTheUsualWithAbsolutePaths) {
  client::Words words;
  words.server = "https://localhost:8443";
  words.ca = "/etc/ca.pem";
  words.store = "/srv/a/../store";
  words.every = "6h";
  words.timeout = 40;
  words.allow_same_key = true;
  words.install_units = "system";
  words.force = true;

  EXPECT_THAT(client::unit_arguments(*client::command_row("watch"), words).value(),
              ElementsAre("watch", "--store", "/srv/store", "--every", "6h", "--server", "https://localhost:8443",
                          "--ca", "/etc/ca.pem", "--timeout", "40", "--allow-same-key"));
  EXPECT_THAT(client::unit_arguments(*client::command_row("renew"), words).value(),
              ElementsAre("renew", "--store", "/srv/store", "--server", "https://localhost:8443", "--ca", "/etc/ca.pem",
                          "--timeout", "40", "--allow-same-key"));
}

TEST(UnitArguments, MakeRelativePathsAbsoluteAndKeepTheKindOfStore) {
  client::Words words;
  words.ca = "ca.pem";
  words.store = "pem:store";
  const fs::path here = fs::current_path();

  EXPECT_THAT(client::unit_arguments(*client::command_row("watch"), words).value(),
              ElementsAre("watch", "--store", "pem:" + (here / "store").string(), "--ca", (here / "ca.pem").string()));
}

TEST(UnitArguments, WriteDownNoSecret) {
  client::Words user;
  user.server = "https://me:secret@localhost:8443";
  client::Words pin;
  pin.store = "pkcs11:token=x?pin-value=1234";

  EXPECT_THAT(client::unit_arguments(*client::command_row("watch"), user), FailsWith(Errc::kUsage));
  EXPECT_THAT(client::unit_arguments(*client::command_row("watch"), pin), FailsWith(Errc::kUsage));
}

using InstallUnits = CommandLine;

TEST_F(InstallUnits, WritesThemAndSaysWhatToType) {
  const Ran ran = run({"watch", "--server", "https://localhost:8443", "--ca", "@ca.pem", "--store", "@store", "--lang",
                       "en", "--install-units", "@units"});

  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, AllOf(HasSubstr("systemctl enable --now " + at("units") + "/orcamo-renew-watch.service\n"),
                             HasSubstr("systemctl enable --now " + at("units") + "/orcamo-renew.timer\n")));
  EXPECT_THAT(read_file(folder_ / "units" / "orcamo-renew-watch.service"),
              HasSubstr("\nReadWritePaths=\"" + at("store") + "\"\n"));
  EXPECT_TRUE(server_.log.empty());
}

TEST_F(InstallUnits, HaveAFolderForTheJournalOfAStoreThatHasNoRoomForIt) {
  const std::vector<std::string> asked{"watch",   "--server",    "https://localhost:8443", "--ca",  "@ca.pem",
                                       "--store", "nss:/srv/db", "--install-units",        "@units"};
  std::vector<std::string> with_journal = asked;
  with_journal.insert(with_journal.end(), {"--journal", "/srv/journal", "--force"});

  EXPECT_EQ(run(asked).exit_code, 0);
  EXPECT_THAT(read_file(folder_ / "units" / "orcamo-renew.service"),
              AllOf(HasSubstr("\nReadWritePaths=\"/srv/db\"\n"), HasSubstr("\nStateDirectory=orcamo-renew\n"),
                    HasSubstr("\nEnvironment=\"XDG_STATE_HOME=/var/lib\"\n")));
  EXPECT_EQ(run(with_journal).exit_code, 0);
  EXPECT_THAT(read_file(folder_ / "units" / "orcamo-renew.service"),
              AllOf(HasSubstr("\nReadWritePaths=\"/srv/db\" \"/srv/journal\"\n"),
                    HasSubstr(" \"--journal\" \"/srv/journal\"")));
}

TEST_F(InstallUnits, OfAUserMakeTheFolderThatTheyWriteTo) {
  setenv("XDG_CONFIG_HOME", at("config").c_str(), 1);
  setenv("XDG_STATE_HOME", at("state").c_str(), 1);
  const Ran ran = run({"watch", "--server", "https://localhost:8443", "--ca", "@ca.pem", "--store",
                       "pkcs11:token=clinic", "--install-units", "user"});
  unsetenv("XDG_CONFIG_HOME");
  unsetenv("XDG_STATE_HOME");

  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_TRUE(fs::is_directory(at("state") + "/orcamo-renew"));
  EXPECT_THAT(
      read_file(folder_ / "config" / "systemd" / "user" / "orcamo-renew.service"),
      AllOf(HasSubstr("\nReadWritePaths=\"" + at("state") + "/orcamo-renew\"\n"),
            HasSubstr("\nEnvironment=\"XDG_STATE_HOME=" + at("state") + "\"\n"), Not(HasSubstr("StateDirectory"))));
}

class VerifiedUnits : public CommandLine, public ::testing::WithParamInterface<const char*> {};

// systemd's own judgement, of the whole files.
TEST_P(VerifiedUnits, AreTakenBySystemd) {
  if (std::system("systemd-analyze --version >/dev/null 2>&1") != 0) GTEST_SKIP() << "systemd-analyze is not here";
  folder_.write("a b.pem", "");
  ASSERT_EQ(run({"watch", "--server", "https://localhost:8443", "--ca", "@a b.pem", "--store", GetParam(),
                 "--install-units", "@units"})
                .exit_code,
            0);

  const std::string units = at("units");
  const std::string verify = "systemd-analyze verify '" + units + "/orcamo-renew.service' '" + units +
                             "/orcamo-renew.timer' '" + units + "/orcamo-renew-watch.service' >'" + at("said") +
                             "' 2>&1";
  const int code = std::system(verify.c_str());

  EXPECT_EQ(code, 0) << read_file(folder_ / "said");
  EXPECT_THAT(read_file(folder_ / "said"), Not(HasSubstr("orcamo-renew")));
}

INSTANTIATE_TEST_SUITE_P(Stores, VerifiedUnits,
                         ::testing::Values("/srv/50% $HOME", "nss:/srv/db", "pkcs11:token=clinic"),
                         [](const auto& row) { return "Store" + std::to_string(row.index); });

}  // namespace
}  // namespace orcamo::testing

#include <gmock/gmock.h>

#include <cstdlib>
#include <string>

#include "cli/option_table.hpp"
#include "command_line.hpp"

namespace orcamo::testing {
namespace {

using ::testing::HasSubstr;

bool is_there(const std::string& shell) { return std::system(("command -v " + shell + " >/dev/null").c_str()) == 0; }

class Completion : public CommandLine, public ::testing::WithParamInterface<const char*> {};

TEST_P(Completion, IsOfTheShellsSyntax) {
  const std::string shell = GetParam();
  if (!is_there(shell)) GTEST_SKIP() << shell << " is not on this machine";
  folder_.write("script", run({"completion", shell}).out);

  EXPECT_EQ(std::system((shell + " -n '" + at("script") + "'").c_str()), 0);
}

TEST_P(Completion, KnowsEveryOptionOfEverySubcommand) {
  const std::string script = run({"completion", GetParam()}).out;

  for (const client::CommandRow& row : client::command_table()) {
    EXPECT_THAT(script, HasSubstr(std::string(row.name)));
    for (std::string_view names = row.options; !names.empty();) {
      const std::string_view name = client::next_word(names);
      ASSERT_NE(client::option_row(name), nullptr) << name;
      if (!name.starts_with("--")) continue;
      EXPECT_THAT(script, HasSubstr(std::string(name.substr(2)))) << row.name;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Shells, Completion, ::testing::Values("bash", "zsh", "fish"),
                         [](const auto& row) { return std::string(row.param); });

TEST_F(CommandLine, BashCompletesCommandsOptionsAndValues) {
  folder_.write("script", run({"completion", "bash"}).out);
  const auto completed = [&](const std::string& words) {
    const std::string command = "bash -c 'source " + at("script") + "; COMP_WORDS=(" + words +
                                "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _orcamo_renew; "
                                "echo \"${COMPREPLY[*]}\"' > " +
                                at("completed");
    EXPECT_EQ(std::system(command.c_str()), 0);
    return read_file(folder_ / "completed");
  };

  EXPECT_EQ(completed("orcamo-renew expo"), "export\n");
  EXPECT_EQ(completed("orcamo-renew list --al"), "--all\n");
  EXPECT_EQ(completed("orcamo-renew list --output j"), "json\n");
  EXPECT_EQ(completed("orcamo-renew explain p12.wrong"), "p12.wrong_password\n");
  EXPECT_EQ(completed("orcamo-renew completion z"), "zsh\n");
}

TEST_F(CommandLine, EveryTextIsThereInBothLanguages) {
  for (const client::CommandRow& row : client::command_table()) EXPECT_NE(row.what.english, row.what.japanese);
  for (const client::OptionRow& row : client::option_table()) {
    EXPECT_FALSE(row.help.japanese.empty()) << row.name;
    EXPECT_NE(row.help.english, row.help.japanese) << row.name;
  }
  EXPECT_THAT(run({"renew", "--help", "--lang", "ja"}).out, HasSubstr("終了コード"));
}

}  // namespace
}  // namespace orcamo::testing

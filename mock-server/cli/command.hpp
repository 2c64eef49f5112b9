#pragma once
#include <functional>

#include "orcamo/pki/result.hpp"

namespace CLI {
class App;
}

namespace orcamo::mock {

// Command is a subcommand of the program: where its command line is read, and what it then does. `run` returns the exit
// code.
struct Command {
  const CLI::App* line;
  std::function<pki::Result<int>()> run;
};

// Each adds its subcommand to `program`, which outlives the result.
Command serve_command(CLI::App& program);
Command issue_command(CLI::App& program);
Command expect_command(CLI::App& program);

// kExitCodes is what each --help ends with.
inline constexpr const char* kExitCodes =
    "Exit codes: 0 ended on SIGTERM or SIGINT, issued, or as expected; 1 not as expected; 2 wrong usage;\n"
    "3 a value, file or server that can't be used; 4 port in use; 5 internal error, or standard\n"
    "output that can't be written; 7 missing on this machine.\n";

}  // namespace orcamo::mock

#pragma once
#include <functional>

#include "orcamo/pki/result.hpp"

namespace CLI {
class App;
}

namespace orcamo::tools {

// The exit codes of orcamo-p12. The numbers are in --help and stable.
inline constexpr int kUsable = 0;
inline constexpr int kNotUsable = 1;
inline constexpr int kUsage = 2;
inline constexpr int kFault = 5;
inline constexpr int kMissing = 7;

// Command is a subcommand of orcamo-p12: where its command line is read, and what it then does. `run` returns the exit
// code; an error ends with that of exit_code_of.
struct Command {
  const CLI::App* line;
  std::function<pki::Result<int>()> run;
};

// Each adds its subcommand to `program`, which outlives the result.
Command inspect_command(CLI::App& program);
Command mint_command(CLI::App& program);

// kExitCodes is what each --help ends with.
inline constexpr const char* kExitCodes =
    "Exit codes: 0 one usable identity, or made; 1 not; 2 wrong usage, or a file that can't be read or written; 5 a\n"
    "fault of the program, or standard output that can't be written; 7 something is missing on this machine.\n";

}  // namespace orcamo::tools

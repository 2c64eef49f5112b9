#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace orcamo::mock {

struct ProgramOutcome {
  int exit_code = -1;  // -1: ended by a signal
  std::string output;  // standard output and standard error
};

// run_program runs a program of the PATH to its end, standard input empty. `scratch` is a file that it may write to.
ProgramOutcome run_program(const std::vector<std::string>& arguments, const std::filesystem::path& scratch);

}  // namespace orcamo::mock

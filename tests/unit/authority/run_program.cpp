#include "run_program.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>

#include "orcamo/testing/temporary_directory.hpp"

namespace orcamo::mock {

ProgramOutcome run_program(const std::vector<std::string>& arguments, const std::filesystem::path& scratch) {
  std::vector<std::string> owned = arguments;
  std::vector<char*> argv;
  for (std::string& argument : owned) argv.push_back(argument.data());
  argv.push_back(nullptr);

  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, scratch.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
  pid_t child = 0;
  const int failure = posix_spawnp(&child, argv[0], &files, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  if (failure != 0) throw std::runtime_error(arguments.front() + " cannot be started");

  int status = 0;
  if (waitpid(child, &status, 0) != child) throw std::runtime_error(arguments.front() + " was lost");
  return {.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1, .output = testing::read_file(scratch)};
}

}  // namespace orcamo::mock

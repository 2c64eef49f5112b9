#pragma once
#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

namespace orcamo::e2e {

// Finished is how a program ended: its exit code (128 + the signal's number where one ended it) and what it said.
struct Finished {
  int exit_code = -1;
  std::string out;
  std::string err;
};

// run starts a program, feeds it `input` and waits for its end. One that takes longer than 30 seconds is killed and
// fails the running test. The environment is this test's, without ORCAMO_* and with a C locale.
Finished run(const std::vector<std::string>& arguments, std::string_view input = "");

// Process is a program that runs beside the test, killed at the latest when this is destroyed.
class Process {
 public:
  explicit Process(const std::vector<std::string>& arguments, std::string_view input = "");
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  pid_t pid() const noexcept { return pid_; }

  // read_line returns the next line of standard output; empty when the program has closed it, or says nothing for 30 s.
  std::string read_line();

  void signal(int number);

  // wait returns how it ended, with what it had still to say.
  Finished wait();

 private:
  pid_t pid_ = -1;
  int out_ = -1;
  int err_ = -1;
  std::string unread_;
};

}  // namespace orcamo::e2e

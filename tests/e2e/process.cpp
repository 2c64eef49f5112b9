#include "process.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <system_error>

extern char** environ;

namespace orcamo::e2e {
namespace {

using SteadyClock = std::chrono::steady_clock;
constexpr std::chrono::seconds kPatience{30};

struct Pipe {
  Pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
    read = ends[0];
    write = ends[1];
  }
  int read;
  int write;
};

void close_end(int& end) {
  if (end >= 0) ::close(end);
  end = -1;
}

std::vector<std::string> environment() {
  std::vector<std::string> out{"LC_ALL=C"};
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    if (!text.starts_with("ORCAMO_") && !text.starts_with("LC_") && !text.starts_with("LANG=")) out.emplace_back(text);
  }
  return out;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (std::string& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

pid_t spawn(std::vector<std::string> arguments, int in, int out, int err) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, err, STDERR_FILENO);
  std::vector<std::string> variables = environment();
  pid_t pid = -1;
  const int failed = posix_spawn(&pid, arguments.front().c_str(), &actions, nullptr, pointers(arguments).data(),
                                 pointers(variables).data());
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) throw std::system_error(failed, std::generic_category(), "starting " + arguments.front());
  return pid;
}

int milliseconds_until(SteadyClock::time_point deadline) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - SteadyClock::now()).count();
  return left > 0 ? static_cast<int>(left) : 0;
}

// read_some appends what there is; false at the end, or past the deadline.
bool read_some(int& descriptor, std::string& into, SteadyClock::time_point deadline) {
  pollfd waiting{.fd = descriptor, .events = POLLIN, .revents = 0};
  if (descriptor < 0 || ::poll(&waiting, 1, milliseconds_until(deadline)) <= 0) return false;
  char buffer[4096];
  const ssize_t got = ::read(descriptor, buffer, sizeof(buffer));
  if (got <= 0) {
    close_end(descriptor);
    return false;
  }
  into.append(buffer, static_cast<std::size_t>(got));
  return true;
}

}  // namespace

Process::Process(const std::vector<std::string>& arguments, std::string_view input) {
  Pipe in;
  Pipe out;
  Pipe err;
  pid_ = spawn(arguments, in.read, out.write, err.write);
  close_end(in.read);
  close_end(out.write);
  close_end(err.write);
  out_ = out.read;
  err_ = err.read;
  // Less than a pipe holds, so that this cannot wait for the program. One that has ended already needs none of it.
  std::signal(SIGPIPE, SIG_IGN);
  static_cast<void>(!::write(in.write, input.data(), input.size()));
  close_end(in.write);
  // Nobody reads the log while the program runs: a full pipe would stop it.
  ::fcntl(err_, F_SETPIPE_SZ, 1 << 20);
}

Process::~Process() {
  if (pid_ > 0) {
    ::kill(pid_, SIGTERM);  // lets the program clear its temporary files away
    wait();
  }
  close_end(out_);
  close_end(err_);
}

std::string Process::read_line() {
  const auto deadline = SteadyClock::now() + kPatience;
  std::size_t end = unread_.find('\n');
  while (end == std::string::npos) {
    if (!read_some(out_, unread_, deadline)) return {};
    end = unread_.find('\n');
  }
  const std::string line = unread_.substr(0, end);
  unread_.erase(0, end + 1);
  return line;
}

void Process::signal(int number) { ::kill(pid_, number); }

Finished Process::wait() {
  Finished finished;
  finished.out = std::move(unread_);
  const auto deadline = SteadyClock::now() + kPatience;
  while (out_ >= 0 || err_ >= 0) {
    pollfd waiting[2] = {{.fd = out_, .events = POLLIN, .revents = 0}, {.fd = err_, .events = POLLIN, .revents = 0}};
    if (::poll(waiting, 2, milliseconds_until(deadline)) <= 0) {
      ADD_FAILURE() << "a program did not end within " << kPatience.count() << " s";
      ::kill(pid_, SIGKILL);
      break;
    }
    if (waiting[0].revents != 0) read_some(out_, finished.out, deadline);
    if (waiting[1].revents != 0) read_some(err_, finished.err, deadline);
  }
  int status = 0;
  ::waitpid(pid_, &status, 0);
  pid_ = -1;
  finished.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return finished;
}

Finished run(const std::vector<std::string>& arguments, std::string_view input) {
  return Process(arguments, input).wait();
}

}  // namespace orcamo::e2e

#include "cli/stop_signals.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <system_error>

namespace orcamo::client {
namespace {

// A handler can do little more than write into a pipe; whatever has to happen does so on the thread that reads it.
std::atomic<int> g_told = -1;  // the end that is written to
static_assert(std::atomic<int>::is_always_lock_free);

extern "C" void tell(int) {
  const int before = errno;
  static_cast<void>(!::write(g_told, "", 1));
  errno = before;
}

// is_told waits; false when the other end is closed.
bool is_told(int pipe) {
  char octet = 0;
  ssize_t got = 0;
  do {
    got = ::read(pipe, &octet, 1);
  } while (got < 0 && errno == EINTR);
  return got == 1;
}

}  // namespace

std::stop_token StopSignals::listen() {
  if (reader_.joinable()) return stop_.get_token();
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
  g_told = ends[1];
  reader_ = std::thread([pipe = ends[0], stop = stop_]() mutable {
    while (is_told(pipe)) stop.request_stop();
    ::close(pipe);
  });

  struct sigaction action {};
  action.sa_handler = tell;
  action.sa_flags = SA_RESTART | static_cast<int>(SA_RESETHAND);
  for (Caught& each : signals_) {
    ::sigaction(each.signal, nullptr, &each.before);
    if (each.before.sa_handler == SIG_IGN) continue;
    ::sigaction(each.signal, &action, nullptr);
    each.is_caught = true;
  }
  return stop_.get_token();
}

StopSignals::~StopSignals() {
  for (const Caught& each : signals_) {
    if (each.is_caught) ::sigaction(each.signal, &each.before, nullptr);
  }
  if (!reader_.joinable()) return;
  ::close(g_told.exchange(-1));
  reader_.join();
}

}  // namespace orcamo::client

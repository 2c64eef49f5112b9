#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace orcamo::client {

// ServiceNotice tells the service manager that started this program how it is doing: sd_notify(3), one datagram a
// message. Without such a manager it says nothing; a manager that does not listen is nobody's failure. The protocol is
// documented as stable and is a few lines: libsystemd would be another library on every clinic's machine for them.
class ServiceNotice {
 public:
  // of_process reads NOTIFY_SOCKET, and WATCHDOG_USEC where WATCHDOG_PID is this process or unset.
  static ServiceNotice of_process();

  // `socket` is a path, or a name of Linux's abstract namespace with @ in front; empty: nobody is told anything.
  explicit ServiceNotice(std::string socket, std::optional<std::chrono::microseconds> watchdog = std::nullopt)
      : socket_(std::move(socket)), watchdog_(watchdog) {}

  void ready() const { send("READY=1"); }
  void stopping() const { send("STOPPING=1"); }

  // alive is for the manager's watchdog; nothing is sent where there is none.
  void alive() const;

  // status is one line for people, shown by systemctl status.
  void status(std::string_view line) const;

  // alive_within is how often `alive` is to be called: half of what the watchdog allows. Unset: there is none.
  std::optional<std::chrono::milliseconds> alive_within() const;

 private:
  void send(std::string_view message) const noexcept;

  std::string socket_;
  std::optional<std::chrono::microseconds> watchdog_;
};

}  // namespace orcamo::client

#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "orcamo/pki/result.hpp"

namespace orcamo::client {

enum class ServiceScope { kSystem, kUser };

// UnitPlan is what systemd is to run. Paths are absolute.
struct UnitPlan {
  ServiceScope scope = ServiceScope::kSystem;
  std::filesystem::path program;
  std::vector<std::string> watch_arguments;     // from the subcommand on
  std::vector<std::string> renew_arguments;     // of the same renewal, once
  std::vector<std::filesystem::path> writable;  // folders that a renewal writes to
  // What is to be XDG_STATE_HOME: there is orcamo-renew, for what belongs into no store. Of a service of the system
  // that is made by systemd, and this is /var/lib. Empty: not needed.
  std::filesystem::path state_home{};
  std::string user;  // whom the service runs as; empty: whom systemd runs it as
};

struct Unit {
  std::string_view name;
  std::string text;
};

// units_of are orcamo-renew-watch.service (`watch` as a service of Type=notify), and orcamo-renew.service with
// orcamo-renew.timer (`renew`, twice a day). Fails with kUsage where an argument has an octet that no unit file can.
pki::Result<std::vector<Unit>> units_of(const UnitPlan& plan);

// systemd_word is `text` as one word of a command line or list of a unit file (systemd.syntax(7)), specifiers left as
// they are written.
std::string systemd_word(std::string_view text);

// systemd_argument is `text` as one argument of ExecStart=, where $ means something too (systemd.service(5)).
std::string systemd_argument(std::string_view text);

}  // namespace orcamo::client

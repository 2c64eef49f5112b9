#include "cli/units.hpp"

#include <algorithm>

#include "fmt/format.h"
#include "identity/printable.hpp"

namespace orcamo::client {
namespace {

// What a renewal needs of the machine, and nothing else. AF_NETLINK: the C library asks which addresses there are.
constexpr std::string_view kHardening = R"(UMask=0077
NoNewPrivileges=yes
ProtectSystem=strict
PrivateTmp=yes
{}RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
)";

// A user's own manager has no right to these.
constexpr std::string_view kSystemHardening = R"(CapabilityBoundingSet=
PrivateDevices=yes
ProtectHome=read-only
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
)";

constexpr std::string_view kOwnState = R"(StateDirectory=orcamo-renew
StateDirectoryMode=0700
)";

// WatchdogSec is above what the deadlines of a renewal's steps add up to (StepDeadlines: nine minutes).
constexpr std::string_view kWatchService = R"([Unit]
Description=Renews the WebORCA client certificate when it is due
{}
[Service]
Type=notify
NotifyAccess=main
ExecStart={}
Restart=on-failure
RestartSec=1min
WatchdogSec=20min
TimeoutStopSec=2min
{}
[Install]
WantedBy={}
)";

constexpr std::string_view kOnceService = R"([Unit]
Description=Renews the WebORCA client certificate if it is due
{}
[Service]
Type=oneshot
ExecStart={}
TimeoutStartSec=20min
{})";

constexpr std::string_view kTimer = R"([Unit]
Description=Looks twice a day whether the WebORCA client certificate is due

[Timer]
OnCalendar=*-*-* 04,16:00:00
RandomizedDelaySec=1h
Persistent=true

[Install]
WantedBy=timers.target
)";

// A user's own manager knows no network-online.target.
constexpr std::string_view kNetwork = "Wants=network-online.target\nAfter=network-online.target\n";

bool is_system(const UnitPlan& plan) noexcept { return plan.scope == ServiceScope::kSystem; }

std::string command_line(const UnitPlan& plan, const std::vector<std::string>& arguments) {
  // The program's own name takes no $: systemd looks it up as it is.
  std::string line = systemd_word(plan.program.string());
  for (const std::string& argument : arguments) line += ' ' + systemd_argument(argument);
  return line;
}

std::string hardening(const UnitPlan& plan) {
  std::string writable;
  for (const std::filesystem::path& path : plan.writable) {
    if (!writable.empty()) writable += ' ';
    writable += systemd_word(path.string());
  }
  std::string text = plan.user.empty() ? "" : "User=" + plan.user + "\n";
  text += fmt::format(fmt::runtime(kHardening), writable.empty() ? "" : "ReadWritePaths=" + writable + "\n");
  if (is_system(plan)) text += kSystemHardening;
  if (plan.state_home.empty()) return text;
  if (is_system(plan)) text += kOwnState;
  text += "Environment=" + systemd_word("XDG_STATE_HOME=" + plan.state_home.string()) + "\n";
  return text;
}

// A unit file is text of UTF-8 in lines, and systemd refuses escapes that come to anything else.
pki::Result<void> check_text(std::string_view text) {
  const bool plain =
      std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
  if (plain) return {};
  return pki::Error(pki::Errc::kUsage,
                    "a systemd unit cannot carry " + quoted(text, 120) + ": it has control characters",
                    "give the file or folder another name");
}

}  // namespace

std::string systemd_word(std::string_view text) {
  std::string word = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') word += '\\';
    word += c;
    if (c == '%') word += '%';
  }
  return word + '"';
}

std::string systemd_argument(std::string_view text) {
  std::string doubled;
  for (const char c : text) {
    doubled += c;
    if (c == '$') doubled += '$';
  }
  return systemd_word(doubled);
}

pki::Result<std::vector<Unit>> units_of(const UnitPlan& plan) {
  std::vector<std::string> texts{plan.program.string(), plan.user, plan.state_home.string()};
  texts.insert(texts.end(), plan.watch_arguments.begin(), plan.watch_arguments.end());
  texts.insert(texts.end(), plan.renew_arguments.begin(), plan.renew_arguments.end());
  for (const auto& path : plan.writable) texts.push_back(path.string());
  for (const std::string& text : texts) {
    if (auto plain = check_text(text); !plain) return plain.error();
  }

  const std::string_view network = is_system(plan) ? kNetwork : "";
  return std::vector<Unit>{
      {"orcamo-renew-watch.service",
       fmt::format(fmt::runtime(kWatchService), network, command_line(plan, plan.watch_arguments), hardening(plan),
                   is_system(plan) ? "multi-user.target" : "default.target")},
      {"orcamo-renew.service",
       fmt::format(fmt::runtime(kOnceService), network, command_line(plan, plan.renew_arguments), hardening(plan))},
      {"orcamo-renew.timer", std::string(kTimer)},
  };
}

}  // namespace orcamo::client

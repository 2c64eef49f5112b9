#include "cli/unit_files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <ostream>
#include <system_error>

#include "cli/exit_status.hpp"
#include "cli/new_file.hpp"
#include "cli/report.hpp"
#include "fmt/format.h"
#include "identity/read_file.hpp"
#include "store/folder.hpp"
#include "store/state_folder.hpp"
#include "store/store_name.hpp"

namespace orcamo::client {
namespace {

namespace fs = std::filesystem;
using pki::Errc;
using pki::Error;

constexpr std::size_t kLargestUnit = 1 << 20;  // octets

constexpr Text kWritten{"written: {}", "書き込みました: {}"};
constexpr Text kAsService{"To have it watched by a service:", "サービスとして監視するには:"};
constexpr Text kAsTimer{"Or, to have it renewed from a timer:", "または、タイマーから更新するには:"};

std::string absolute_store(const std::string& store) {
  const StoreName name = parse_store_name(store);
  if (name.kind == StoreName::Kind::kPkcs11) return store;
  return std::string(name.prefix) + fs::absolute(name.rest).lexically_normal().string();
}

bool tells_a_secret(std::string_view value) {
  const std::size_t host = value.find("://");
  return (host != std::string_view::npos && value.find('@', host) != std::string_view::npos) ||
         (parse_store_name(value).kind == StoreName::Kind::kPkcs11 &&
          value.find("pin-value=") != std::string_view::npos);
}

std::string value_of(const OptionRow& row, const Words& words) {
  if (const auto* number = std::get_if<int Words::*>(&row.target)) return std::to_string(words.**number);
  if (const auto* text = std::get_if<std::string Words::*>(&row.target)) return words.**text;
  return words.*std::get<bool Words::*>(row.target) ? "yes" : "";
}

struct Place {
  ServiceScope scope;
  fs::path folder;
  bool known_to_systemd;  // looked through by itself
};

Place place_of_units(const std::string& where) {
  if (where == "system") return {ServiceScope::kSystem, "/etc/systemd/system", true};
  if (where != "user") return {ServiceScope::kSystem, fs::absolute(where).lexically_normal(), false};
  const char* const config = std::getenv("XDG_CONFIG_HOME");
  const char* const home = std::getenv("HOME");
  const bool configured = config != nullptr && *config == '/';
  const fs::path base = configured ? fs::path(config) : fs::path(home == nullptr ? "" : home) / ".config";
  return {ServiceScope::kUser, base / "systemd" / "user", true};
}

// owner_of is who a system's service has to be to be let into the store; empty: root, or the store is not there.
std::string owner_of(const fs::path& folder) {
  struct stat status {};
  if (::stat(folder.c_str(), &status) != 0 || status.st_uid == 0) return {};
  return std::to_string(status.st_uid);
}

bool is_below(const fs::path& path, const fs::path& folder) {
  const fs::path way = path.lexically_relative(folder);
  return !way.empty() && *way.begin() != "..";
}

pki::Result<UnitPlan> plan_of(const Options& options, ServiceScope scope) {
  UnitPlan plan;
  plan.scope = scope;
  std::error_code failed;
  plan.program = fs::read_symlink("/proc/self/exe", failed);
  if (failed)
    return Error(Errc::kMissingHere, "where this program is cannot be found out: " + failed.message(), "mount /proc");

  auto watched = unit_arguments(command_row(Command::kWatch), options.words);
  if (!watched) return watched.error();
  plan.watch_arguments = *std::move(watched);
  auto renewed = unit_arguments(command_row(Command::kRenew), options.words);
  if (!renewed) return renewed.error();
  plan.renew_arguments = *std::move(renewed);

  const std::string store = absolute_store(options.words.store);
  const StoreName name = parse_store_name(store);
  const bool no_folder = !name.has_files();
  const bool token = name.kind == StoreName::Kind::kPkcs11;
  if (!token) plan.writable.emplace_back(name.rest);
  if (options.journal) {
    const fs::path journal = fs::absolute(*options.journal).lexically_normal();
    if (token || !is_below(journal, name.rest)) plan.writable.push_back(journal);
  }
  if (scope == ServiceScope::kSystem) {
    if (no_folder) plan.state_home = "/var/lib";
    if (!plan.writable.empty()) plan.user = owner_of(plan.writable.front());
  } else if (no_folder) {
    plan.state_home = state_folder().parent_path();
    plan.writable.push_back(state_folder());
  }
  return plan;
}

Error unwritable(const fs::path& path, int reason) {
  return Error(Errc::kFileUnwritable,
               "the unit " + path.string() + " cannot be written: " + std::generic_category().message(reason),
               "for the whole system this takes root; otherwise check the folder and the disk");
}

pki::Result<void> put(const fs::path& path, std::string_view text) {
  const fs::path beside = path.string() + ".new." + std::to_string(::getpid());
  auto made = NewFile::make(beside, text);
  if (!made) return made.error();
  if (::chmod(beside.c_str(), 0644) != 0) return unwritable(path, errno);
  if (::rename(beside.c_str(), path.c_str()) != 0) return unwritable(path, errno);
  made->keep();
  return {};
}

std::vector<std::string> lines_to_type(const Place& place, Language language) {
  const std::string systemctl = place.scope == ServiceScope::kUser ? "systemctl --user" : "systemctl";
  const std::string folder = place.known_to_systemd ? "" : printable(place.folder.string()) + "/";
  std::vector<std::string> lines{std::string(kAsService.in(language)), "  " + systemctl + " daemon-reload",
                                 "  " + systemctl + " enable --now " + folder + "orcamo-renew-watch.service",
                                 std::string(kAsTimer.in(language)), "  " + systemctl + " daemon-reload"};
  if (!place.known_to_systemd) lines.push_back("  " + systemctl + " link " + folder + "orcamo-renew.service");
  lines.push_back("  " + systemctl + " enable --now " + folder + "orcamo-renew.timer");
  return lines;
}

}  // namespace

pki::Result<std::vector<std::string>> unit_arguments(const CommandRow& row, const Words& words) {
  const Words usual;
  std::vector<std::string> arguments{std::string(row.name)};
  for (std::string_view names = row.options; !names.empty();) {
    const OptionRow* option = option_row(next_word(names));
    if (option == nullptr || option->name == "--install-units" || option->name == "--force") continue;
    std::string value = value_of(*option, words);
    if (value == value_of(*option, usual)) continue;
    if (tells_a_secret(value)) {
      return Error(
          Errc::kUsage,
          "the value of " + std::string(option->name) + " has a password in it, and units are readable by everyone",
          "keep the password in a file");
    }
    arguments.emplace_back(option->name);
    if (std::holds_alternative<bool Words::*>(option->target)) continue;
    if (option->name == "--store") value = absolute_store(value);
    if (option->kind == "FILE" || option->kind == "FOLDER") value = fs::absolute(value).lexically_normal().string();
    arguments.push_back(std::move(value));
  }
  return arguments;
}

pki::Result<void> write_units(const fs::path& folder, const std::vector<Unit>& units, Replace replace) {
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (failed) return unwritable(folder, failed.value());

  std::vector<const Unit*> missing;
  for (const Unit& unit : units) {
    const fs::path path = folder / unit.name;
    if (!fs::exists(fs::symlink_status(path, failed))) {
      missing.push_back(&unit);
      continue;
    }
    const auto there = read_file(path, kLargestUnit);
    if (there && pki::as_text(*there) == unit.text) continue;
    if (replace == Replace::kNo) {
      return Error(Errc::kFileUnwritable, "the unit " + path.string() + " is there already, and is another",
                   "look at it, and give --force to have it replaced");
    }
    missing.push_back(&unit);
  }
  for (const Unit* unit : missing) {
    if (auto written = put(folder / unit->name, unit->text); !written) return written;
  }
  return {};
}

int install_units(const Options& options, const Surroundings& surroundings) {
  const auto fail = [&](const Error& error) {
    return report_failure(error, exit_status::of(error.code(), exit_status::Origin::kInput), options, surroundings);
  };

  const Place place = place_of_units(options.install_units);
  const auto plan = plan_of(options, place.scope);
  if (!plan) return fail(plan.error());
  const auto units = units_of(*plan);
  if (!units) return fail(units.error());
  if (place.scope == ServiceScope::kUser && !plan->state_home.empty()) {
    // A service does not start where a folder is missing that it may write to.
    if (const auto made = Folder::make_and_lock(state_folder()); !made) return fail(made.error());
  }
  const Replace replace = options.insistence == Insistence::kAlways ? Replace::kYes : Replace::kNo;
  if (const auto written = write_units(place.folder, *units, replace); !written) return fail(written.error());

  const std::vector<std::string> lines = lines_to_type(place, options.language);
  if (options.output == OutputForm::kJson) {
    Json files = Json::array();
    for (const Unit& unit : *units) files.push_back((place.folder / unit.name).string());
    print({{"result", "installed"}, {"units", files}}, surroundings.out);
    return exit_status::kOk;
  }
  for (const Unit& unit : *units) {
    surroundings.out << fmt::format(fmt::runtime(kWritten.in(options.language)),
                                    printable((place.folder / unit.name).string()))
                     << '\n';
  }
  for (const std::string& line : lines) surroundings.out << line << '\n';
  return exit_status::kOk;
}

}  // namespace orcamo::client

#pragma once
#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>

#include "cli/messages.hpp"
#include "cli/option_table.hpp"
#include "orcamo/client/https_transport.hpp"
#include "orcamo/client/linkage.hpp"
#include "orcamo/client/renewal.hpp"

namespace orcamo::client {

enum class OutputForm { kText, kJson };
enum class Expired { kHidden, kListed };
enum class ExportForm { kP12, kPem };
enum class ChannelKind { kApi, kConsole };
enum class ProgressForm { kAuto, kBar, kJson, kNone };

// Manner is how a run speaks.
struct Manner {
  OutputForm output = OutputForm::kText;
  Language language = Language::kEnglish;
};

// Options are the arguments and the environment, validated. What a subcommand does not take keeps its default.
struct Options : Manner {
  Command command = Command::kCheck;
  std::string now;  // a time expression; empty: the system's clock
  std::string server;
  std::filesystem::path ca;
  std::optional<std::filesystem::path> p12;
  std::optional<std::filesystem::path> password_file;  // unset: NAME.password.txt beside the .p12
  std::optional<std::filesystem::path> store;
  std::optional<std::filesystem::path> store_pin_file;
  Linkage linkage = Linkage::kNo;
  RenewalPolicy policy;
  Insistence insistence = Insistence::kWhenDue;
  ChannelKind channel = ChannelKind::kApi;
  std::optional<std::filesystem::path> journal;  // unset: journal_folder of the store
  std::string user = "ormaster";
  std::optional<std::filesystem::path> login_password_file;     // unset: the password is "ormaster"
  std::string proxy;                                            // http://host:port; empty: none
  std::optional<std::filesystem::path> proxy_credentials_file;  // unset: the proxy asks for none
  std::chrono::seconds timeout{30};
  TlsVersions tls_versions = TlsVersions::kBoth;
  Expired expired = Expired::kHidden;
  std::optional<std::filesystem::path> trusted;  // unset: the old certificate's issuer is
  SameKey same_key = SameKey::kRefuse;
  bool dry_run = false;
  std::chrono::seconds every{std::chrono::hours(12)};
  std::string install_units;  // system, user or a folder; empty: not asked for
  ProgressForm progress = ProgressForm::kAuto;
  std::string certificate;  // new, old or a serial; empty: the one in question
  std::filesystem::path out;
  std::optional<std::filesystem::path> out_password_file;  // unset: NAME.password.txt beside NAME.p12
  std::optional<std::filesystem::path> new_password_file;  // unset: the .p12 keeps its password
  ExportForm form = ExportForm::kP12;
  std::string subject;  // of explain: a code or a file
  std::string shell;    // of completion
  Words words;          // all of them, as they were typed
};

// Farewell is all that was asked for: help or version.
struct Farewell {
  std::string text;
};

// Mistake is what is wrong with the arguments. It is told in the manner that they ask for, as far as they say.
struct Mistake {
  Manner manner;
  std::optional<Command> command;
  pki::Error error;
};

std::variant<Options, Farewell, Mistake> parse_options(int argc, const char* const* argv);

}  // namespace orcamo::client

#include "cli/options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <list>
#include <sstream>
#include <string_view>
#include <vector>

#include "identity/printable.hpp"
#include "transport/url.hpp"

namespace orcamo::client {
namespace {

using pki::Errc;
using pki::Error;

constexpr const char* kFooter = R"(
Exit codes: 0 done (renewed, or not due yet); 1 the server could not be reached or trusted, refused, or answered badly;
2 wrong usage; 3 a file, password or store that cannot be used; 5 internal error; 6 timeout.
`check` has those of monitoring plugins: 0 fine, 1 due for renewal, 2 expired, 3 unknown.
Every option can come from the environment variable named beside it; the command line goes first, and --store there
leaves ORCAMO_P12 and ORCAMO_PASSWORD_FILE aside.
Passwords are read from files or standard input, never from the command line.)";

constexpr const char* kTimeHelp =
    "Time that every verdict is made by, in place of the system's clock: RFC 3339 (2031-02-03T04:05:06Z) or an "
    "expression such as now+89d, cert:notAfter-90d-1s (cert is the certificate in question)";

// Words are the options as they were typed.
struct Words {
  std::string output = "text";
  std::string language;
  std::string now;
  std::string server;
  std::string ca;
  std::string p12;
  std::string password_file;
  std::string store;
  bool linkage = false;
  std::string rule = "90d";
  std::string boundary = "inclusive";
  bool force = false;
  std::string user = "ormaster";
  std::string login_password_file;
  int timeout = 30;
  std::string tls = "any";
  bool all = false;
};

void add_common(CLI::App& app, Words& words) {
  app.add_option("--output", words.output, "Form of the output: text or json (one object on standard output)")
      ->check(CLI::IsMember({"text", "json"}))
      ->envname("ORCAMO_OUTPUT")
      ->capture_default_str();
  app.add_option("--lang", words.language, "Language of texts: en or ja; default: that of LC_ALL or LANG")
      ->check(CLI::IsMember({"en", "ja"}))
      ->envname("ORCAMO_LANG");
  app.add_option("--now", words.now, kTimeHelp)->envname("ORCAMO_NOW");
}

void add_certificate(CLI::App& app, Words& words, const char* which) {
  app.add_option("--p12", words.p12, which)->envname("ORCAMO_P12");
  app.add_option("--password-file", words.password_file,
                 "File with the password of the .p12 on one line, - for standard input; default: NAME.password.txt "
                 "beside NAME.p12")
      ->envname("ORCAMO_PASSWORD_FILE");
}

void add_store(CLI::App& app, Words& words) {
  app.add_flag("--linkage", words.linkage,
               "The store is for the linkage tool of the online eligibility check: its folder name must be of ASCII "
               "letters only")
      ->envname("ORCAMO_LINKAGE");
  app.add_option("--store", words.store,
                 "Folder of NAME.p12 and NAME.password.txt, made 0700 by the first certificate that is put into it")
      ->envname("ORCAMO_STORE");
}

void add_policy(CLI::App& app, Words& words) {
  app.add_option("--rule", words.rule,
                 "When a certificate is due: 90d (days of 86,400 seconds before its end), 2mo or 2mo@UTC (calendar "
                 "months, in Japan's time zone if none is named), 2x30d (times 30 days)")
      ->envname("ORCAMO_RULE")
      ->capture_default_str();
  app.add_option("--boundary", words.boundary,
                 "Whether a certificate is due at the very second of the threshold: inclusive or exclusive")
      ->check(CLI::IsMember({"inclusive", "exclusive"}))
      ->envname("ORCAMO_BOUNDARY")
      ->capture_default_str();
}

void add_server(CLI::App& app, Words& words) {
  app.add_option("--server", words.server, "Login URL, for example https://localhost:8443 (needed)")
      ->envname("ORCAMO_SERVER");
  app.add_option("--ca", words.ca, "PEM file of the root certificates that the server may chain to (needed)")
      ->envname("ORCAMO_CA");
  app.add_option("--user", words.user, "User name of the login")->envname("ORCAMO_USER")->capture_default_str();
  app.add_option("--login-password-file", words.login_password_file,
                 "File with the password of that user on one line, - for standard input; default: the password is "
                 "ormaster")
      ->envname("ORCAMO_LOGIN_PASSWORD_FILE");
  app.add_option("--timeout", words.timeout, "Patience with each exchange with the server, in seconds")
      ->check(CLI::Range(1, 3600))
      ->envname("ORCAMO_TIMEOUT")
      ->capture_default_str();
  app.add_option("--tls", words.tls, "TLS version to speak: 1.2, 1.3 or any")
      ->check(CLI::IsMember({"1.2", "1.3", "any"}))
      ->envname("ORCAMO_TLS")
      ->capture_default_str();
}

Language language_of(std::string_view word) {
  if (!word.empty()) return word == "ja" ? Language::kJapanese : Language::kEnglish;
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    return std::string_view(value).starts_with("ja") ? Language::kJapanese : Language::kEnglish;
  }
  return Language::kEnglish;
}

std::optional<std::filesystem::path> path_of(const std::string& word) {
  if (word.empty()) return std::nullopt;
  return std::filesystem::path(word);
}

// A Need is an option that a subcommand cannot do without: asked for after the parsing, so that a mistyped option is
// named before a missing one.
struct Need {
  const char* option;
  const std::string& word;
};

std::vector<Need> needs_of(Command command, const Words& words) {
  const Need store{"--store", words.store};
  const Need server{"--server", words.server};
  const Need ca{"--ca", words.ca};
  switch (command) {
    case Command::kRenew:
      return {server, ca, store};
    case Command::kLogin:
      return {server, ca};
    case Command::kList:
      return {store};
    case Command::kImport:
      return {{"--p12", words.p12}, store};
    case Command::kCheck:
      break;
  }
  return {};
}

// typed is the value that `option` has on the command line; unset: it is not there.
std::optional<std::string_view> typed(int argc, const char* const* argv, std::string_view option) {
  std::optional<std::string_view> value;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == option) {
      value = i + 1 < argc ? argv[i + 1] : "";
    } else if (word.starts_with(option) && word.substr(option.size()).starts_with('=')) {
      value = word.substr(option.size() + 1);
    }
  }
  return value;
}

// manner_of finds out how to speak where the arguments are not, or not yet, in order.
Manner manner_of(int argc, const char* const* argv) {
  const auto word = [&](const char* option, const char* variable) {
    const char* value = std::getenv(variable);
    return typed(argc, argv, option).value_or(value == nullptr ? "" : value);
  };
  Manner manner;
  if (word("--output", "ORCAMO_OUTPUT") == "json") manner.output = OutputForm::kJson;
  manner.language = language_of(word("--lang", "ORCAMO_LANG"));
  return manner;
}

// A store on the command line goes before a .p12 file of the environment; import and only import takes both.
void prefer_typed(Command command, int argc, const char* const* argv, Words& words) {
  if (command == Command::kImport || !typed(argc, argv, "--store") || typed(argc, argv, "--p12")) return;
  words.p12.clear();
  if (!typed(argc, argv, "--password-file")) words.password_file.clear();
}

// check_server_url accepts a URL that names a server and nothing on it.
pki::Result<void> check_server_url(const std::string& text) {
  const auto refuse = [&](std::string_view what) {
    return Error(Errc::kUrlMalformed, "the address " + quoted(text, 120) + " has " + std::string(what),
                 "write it as https://host:port, the way it stands before the first slash");
  };
  const auto url = parse_https_url(text);
  if (!url) return url.error();
  if (text.find('#') != std::string::npos) return refuse("a fragment (#), which a login URL does not have");
  if (text.find('?') != std::string::npos) return refuse("a query (?), which a login URL does not have");
  if (url->target != "/") return refuse("a path, and the paths of the procedure are put after the host");
  return {};
}

pki::Result<Options> validated(Command command, const Words& words) {
  for (const auto& [option, word] : needs_of(command, words)) {
    if (word.empty()) {
      return Error(Errc::kUsage, std::string("the option ") + option + " is missing",
                   "see orcamo-renew SUBCOMMAND --help");
    }
  }

  Options options;
  options.command = command;
  options.output = words.output == "json" ? OutputForm::kJson : OutputForm::kText;
  options.language = language_of(words.language);
  options.now = words.now;
  options.server = words.server;
  options.ca = words.ca;
  options.p12 = path_of(words.p12);
  options.password_file = path_of(words.password_file);
  options.store = path_of(words.store);
  options.linkage = words.linkage ? Linkage::kYes : Linkage::kNo;
  options.policy.boundary = words.boundary == "exclusive" ? Boundary::kExclusive : Boundary::kInclusive;
  options.insistence = words.force ? Insistence::kAlways : Insistence::kWhenDue;
  options.user = words.user;
  options.login_password_file = path_of(words.login_password_file);
  options.timeout = std::chrono::seconds(words.timeout);
  options.tls_versions = words.tls == "1.2"   ? TlsVersions::kOnly12
                         : words.tls == "1.3" ? TlsVersions::kOnly13
                                              : TlsVersions::kBoth;
  options.expired = words.all ? Expired::kListed : Expired::kHidden;

  auto rule = parse_notice_rule(words.rule);
  if (!rule) return rule.error().while_doing("--rule");
  options.policy.rule = *rule;
  if (!options.server.empty()) {
    if (auto plain = check_server_url(options.server); !plain) return plain.error().while_doing("--server");
  }
  if (!options.p12 && !options.store) {
    return Error(Errc::kUsage, "neither --p12 nor --store says which certificate is meant",
                 "give --p12 FILE, or --store FOLDER for the newest certificate in it");
  }
  if (options.password_file && !options.p12) {
    return Error(Errc::kUsage, "--password-file belongs to --p12, and there is none",
                 "give --p12 FILE too, or leave it out: a store has the passwords of its certificates beside them");
  }
  if (options.user.empty() || options.user.find(':') != std::string::npos) {
    return Error(Errc::kUsage, "--user is empty or has a colon, which no login can carry", "give the user name alone");
  }
  if (options.password_file == "-" && options.login_password_file == "-") {
    return Error(Errc::kUsage, "--password-file and --login-password-file cannot both be standard input",
                 "put one of them into a file");
  }
  return options;
}

}  // namespace

std::variant<Options, Farewell, Mistake> parse_options(int argc, const char* const* argv) {
  CLI::App app("orcamo-renew renews the client certificate of a WebORCA facility, and proves that the new one logs in.",
               "orcamo-renew");
  app.set_version_flag("--version", "orcamo-renew " ORCAMO_VERSION, "Print the version and leave");
  app.require_subcommand(1);
  app.footer(kFooter);
  app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);

  // Each has words of its own: the library reads the environment for all of them.
  struct Subcommand {
    Command command;
    CLI::App* app;
    Words words;
  };
  std::list<Subcommand> subcommands;
  const auto add = [&](Command command, const char* name, const char* what) -> Subcommand& {
    Subcommand& added = subcommands.emplace_back(Subcommand{command, app.add_subcommand(name, what), {}});
    added.app->footer(kFooter);
    add_common(*added.app, added.words);
    return added;
  };

  auto& check = add(Command::kCheck, "check",
                    "Tell, without a server, whether a certificate is due for renewal (monitoring plugin)");
  add_certificate(
      *check.app, check.words,
      "Certificate to check; default: the newest in --store; of several holders' newest, the one that ends first");
  add_store(*check.app, check.words);
  add_policy(*check.app, check.words);

  auto& renew = add(Command::kRenew, "renew", "Renew a certificate if it is due, log in with the new one, and keep it");
  add_certificate(*renew.app, renew.words,
                  "Certificate to renew, left where it is; default: the newest in --store; of several holders' newest, "
                  "the one that ends first");
  add_store(*renew.app, renew.words);
  add_policy(*renew.app, renew.words);
  add_server(*renew.app, renew.words);
  renew.app->add_flag("--force", renew.words.force, "Renew even if the certificate is not due");

  auto& login =
      add(Command::kLogin, "login", "Log in with a certificate, tell whether the renewal notice is shown, and log out");
  add_certificate(*login.app, login.words,
                  "Certificate to log in with; default: the newest in --store; of several holders' newest, the one "
                  "that ends first");
  add_store(*login.app, login.words);
  add_server(*login.app, login.words);

  auto& list = add(Command::kList, "list",
                   "List the certificates of a store; of each holder, the one that ends last is the renewed one");
  add_store(*list.app, list.words);
  list.app->add_flag("--all", list.words.all, "List expired certificates too")->envname("ORCAMO_ALL");

  auto& import_p12 =
      add(Command::kImport, "import", "Check a .p12 file with its password and put both into a store, names unchanged");
  add_certificate(*import_p12.app, import_p12.words, "Certificate to import");
  add_store(*import_p12.app, import_p12.words);

  const Manner manner = manner_of(argc, argv);
  const std::string_view first = argc > 1 ? argv[1] : "";
  const auto named = std::find_if(subcommands.begin(), subcommands.end(),
                                  [&](const Subcommand& subcommand) { return subcommand.app->get_name() == first; });
  const auto meant = named == subcommands.end() ? std::nullopt : std::optional(named->command);
  const auto mistake = [&](std::string what, std::string advice) {
    return Mistake{manner, meant, Error(Errc::kUsage, std::move(what), std::move(advice))};
  };
  if (!first.empty() && first[0] != '-' && !meant) {
    return mistake(quoted(first, 40) + " is not a subcommand", "use check, renew, login, list or import");
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& stop) {
    std::ostringstream out;
    std::ostringstream err;
    if (app.exit(stop, out, err) == 0) return Farewell{out.str()};
    return mistake(stop.what(), "see orcamo-renew --help, or orcamo-renew SUBCOMMAND --help");
  }

  for (Subcommand& subcommand : subcommands) {
    if (!subcommand.app->parsed()) continue;
    prefer_typed(subcommand.command, argc, argv, subcommand.words);
    auto options = validated(subcommand.command, subcommand.words);
    if (!options) return Mistake{manner, subcommand.command, options.error()};
    return *std::move(options);
  }
  return mistake("a subcommand is needed", "see orcamo-renew --help");
}

}  // namespace orcamo::client

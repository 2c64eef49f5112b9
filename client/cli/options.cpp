#include "cli/options.hpp"

#include <algorithm>
#include <cstdlib>
#include <sstream>
#include <string_view>

#include "cli/grammar.hpp"
#include "cli/journal_folder.hpp"
#include "identity/printable.hpp"
#include "store/store_name.hpp"
#include "transport/url.hpp"

namespace orcamo::client {
namespace {

using pki::Errc;
using pki::Error;

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

const std::string& text_of(const OptionRow& row, const Words& words) {
  return words.*std::get<std::string Words::*>(row.target);
}

// What a subcommand cannot do without is asked for after the parsing, so that a mistyped option is named before a
// missing one.
pki::Result<void> check_needs(const CommandRow& command, const Words& words) {
  for (std::string_view needs = command.needs; !needs.empty();) {
    const std::string_view name = next_word(needs);
    const OptionRow* row = option_row(name);
    if (row == nullptr || !text_of(*row, words).empty()) continue;
    const bool by_place = !name.starts_with('-');
    return Error(Errc::kUsage, (by_place ? "the argument " : "the option ") + std::string(name) + " is missing",
                 "see orcamo-renew " + std::string(command.name) + " --help");
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

ExportForm form_of(const Words& words) {
  if (!words.form.empty()) return words.form == "pem" ? ExportForm::kPem : ExportForm::kP12;
  const std::string ending = std::filesystem::path(words.out).extension().string();
  return ending == ".pem" || ending == ".crt" || ending == ".key" ? ExportForm::kPem : ExportForm::kP12;
}

ProgressForm progress_of(std::string_view word) {
  if (word == "bar") return ProgressForm::kBar;
  if (word == "json") return ProgressForm::kJson;
  return word == "none" ? ProgressForm::kNone : ProgressForm::kAuto;
}

// prefer_store leaves aside what the environment says of a kind of store that the one on the command line is not.
void prefer_store(int argc, const char* const* argv, Words& words) {
  if (!typed(argc, argv, "--store")) return;
  const bool folder = parse_store_name(words.store).has_files();
  if (folder && !typed(argc, argv, "--store-pin-file")) words.store_pin_file.clear();
  if (!folder && !typed(argc, argv, "--linkage")) words.linkage = false;
}

// check_store: what is said of a store has to fit its kind.
pki::Result<void> check_store(const Options& options) {
  if (options.store_pin_file == "-") {
    return Error(Errc::kUsage,
                 "--store-pin-file cannot be standard input: it is read again each time the store is opened",
                 "put it into a file of mode 0600");
  }
  if (!options.store) return {};
  const bool folder = parse_store_name(options.store->native()).has_files();
  if (options.store_pin_file && folder) {
    return Error(Errc::kUsage, "--store-pin-file is for nss: and pkcs11: stores, and this one is a folder of files",
                 "leave it out: the passwords of the certificates are beside them");
  }
  if (options.linkage == Linkage::kYes && !folder) {
    return Error(Errc::kUsage, "--linkage is for a folder of files, which is what the linkage tool reads",
                 "give --store FOLDER or --store pem:FOLDER");
  }
  return {};
}

// check_export: what is said of the password of a .p12 has to meet one.
pki::Result<void> check_export(const Options& options) {
  const bool pem = options.form == ExportForm::kPem;
  if (pem && (options.out_password_file || options.new_password_file)) {
    return Error(Errc::kUsage,
                 std::string(options.out_password_file ? "--out-password-file" : "--new-password-file") +
                     " is of a .p12, and --out is to be PEM text, which has no password",
                 "give --form p12, or leave it out");
  }
  if (options.out_password_file && options.new_password_file) {
    return Error(Errc::kUsage, "--out-password-file has nothing to keep: --new-password-file has the password already",
                 "give one of the two");
  }
  return {};
}

// check_sources judges the options together that say which certificate is meant.
pki::Result<void> check_sources(const CommandRow& command, const Options& options) {
  if (!has_word(command.options, "--p12")) return {};
  if (!options.p12 && !options.store) {
    return Error(Errc::kUsage, "neither --p12 nor --store says which certificate is meant",
                 "give --p12 FILE, or --store FOLDER for the one in question in it");
  }
  if (options.password_file && !options.p12) {
    return Error(Errc::kUsage, "--password-file belongs to --p12, and there is none",
                 "give --p12 FILE too, or leave it out: a store has the passwords of its certificates beside them");
  }
  if (!options.certificate.empty() && (options.p12 || !options.store)) {
    return Error(Errc::kUsage, "--certificate chooses from --store, and --p12 names a file already",
                 "give one of the two");
  }
  return {};
}

pki::Result<void> check_proxy(const Options& options) {
  if (!options.proxy.empty()) {
    const auto url = parse_proxy_url(options.proxy);
    if (url) return {};
    const bool has_user = options.proxy.find('@') != std::string::npos;
    Error error = url.error().while_doing("--proxy");
    if (!has_user) return error;
    return std::move(error).with_hint(
        "write http://host:port, and USER:PASSWORD into a file for "
        "--proxy-credentials-file");
  }
  if (!options.proxy_credentials_file) return {};
  return Error(Errc::kUsage, "--proxy-credentials-file belongs to --proxy, and there is none",
               "give --proxy URL too, or leave it out");
}

// check_journal keeps the journal out of the store's own folder, where its files would pass for certificates.
pki::Result<void> check_journal(const Options& options) {
  namespace fs = std::filesystem;
  if (!options.journal || !options.store) return {};
  const fs::path usual = journal_folder(options.store->string());
  if (usual.filename() != kJournalInStore) return {};
  std::error_code unreadable;  // told when it is opened
  const auto place = [&](const fs::path& folder) {
    return fs::weakly_canonical(fs::absolute(folder / "", unreadable), unreadable);
  };
  if (place(*options.journal) != place(usual.parent_path())) return {};
  return Error(Errc::kUsage, "--journal is the folder of --store itself", "name a folder in it, or another one");
}

// check_standard_input: it can be read once.
pki::Result<void> check_standard_input(const Options& options) {
  std::string taken_by;
  for (const auto& [name, file] : {std::pair("--password-file", &options.password_file),
                                   std::pair("--new-password-file", &options.new_password_file),
                                   std::pair("--login-password-file", &options.login_password_file),
                                   std::pair("--proxy-credentials-file", &options.proxy_credentials_file)}) {
    if (*file != "-") continue;
    if (!taken_by.empty()) {
      return Error(Errc::kUsage, taken_by + " and " + name + " cannot both be standard input",
                   "put one of them into a file");
    }
    taken_by = name;
  }
  return {};
}

// parse_every reads --every.
pki::Result<std::chrono::seconds> parse_every(const std::string& text) {
  const auto period = pki::parse_period(text);
  if (!period) return period.error().while_doing("--every");
  if (period->months.count() == 0 && period->exact >= std::chrono::minutes(1) &&
      period->exact <= std::chrono::days(31)) {
    return period->exact;
  }
  return Error(Errc::kUsage, "--every is " + quoted(text, 40) + ", and has to be from a minute to 31 days",
               "write it as 12h, 30m or PT12H");
}

// check_watch: what is read once a round cannot come from standard input, and nothing is forced round after round.
pki::Result<void> check_watch(const CommandRow& command, const Words& words) {
  if (command.command != Command::kWatch) return {};
  if (words.force && words.install_units.empty()) {
    return Error(Errc::kUsage, "--force belongs to --install-units here: watch renews what is due",
                 "to renew at once: orcamo-renew renew --force");
  }
  for (std::string_view names = command.options; !names.empty();) {
    const OptionRow* row = option_row(next_word(names));
    if (row == nullptr || row->kind != "FILE" || text_of(*row, words) != "-") continue;
    return Error(Errc::kUsage, std::string(row->name) + " cannot be standard input here: it is read again and again",
                 "put it into a file of mode 0600");
  }
  return {};
}

pki::Result<Options> validated(const CommandRow& command, const Words& words) {
  if (auto enough = check_needs(command, words); !enough) return enough.error();

  Options options;
  options.command = command.command;
  options.output = words.output == "json" ? OutputForm::kJson : OutputForm::kText;
  options.language = language_of(words.language);
  options.now = words.now;
  options.server = words.server;
  options.ca = words.ca;
  options.p12 = path_of(words.p12);
  options.password_file = path_of(words.password_file);
  options.store = path_of(words.store);
  options.store_pin_file = path_of(words.store_pin_file);
  options.linkage = words.linkage ? Linkage::kYes : Linkage::kNo;
  options.policy.boundary = words.boundary == "exclusive" ? Boundary::kExclusive : Boundary::kInclusive;
  options.insistence = words.force ? Insistence::kAlways : Insistence::kWhenDue;
  options.channel = words.channel == "console" ? ChannelKind::kConsole : ChannelKind::kApi;
  options.journal = path_of(words.journal);
  options.user = words.user;
  options.login_password_file = path_of(words.login_password_file);
  options.proxy = words.proxy;
  options.proxy_credentials_file = path_of(words.proxy_credentials_file);
  options.timeout = std::chrono::seconds(words.timeout);
  options.tls_versions = words.tls == "1.2"   ? TlsVersions::kOnly12
                         : words.tls == "1.3" ? TlsVersions::kOnly13
                                              : TlsVersions::kBoth;
  options.expired = words.all ? Expired::kListed : Expired::kHidden;
  options.trusted = path_of(words.trusted);
  options.same_key = words.allow_same_key ? SameKey::kAllow : SameKey::kRefuse;
  options.dry_run = words.dry_run;
  options.progress = progress_of(words.progress);
  options.certificate = words.certificate;
  options.out = words.out;
  options.out_password_file = path_of(words.out_password_file);
  options.new_password_file = path_of(words.new_password_file);
  options.form = form_of(words);
  options.subject = words.subject;
  options.shell = words.shell;
  options.install_units = words.install_units;
  options.words = words;

  auto rule = parse_notice_rule(words.rule);
  if (!rule) return rule.error().while_doing("--rule");
  options.policy.rule = *rule;
  if (!options.server.empty()) {
    if (auto plain = check_server_url(options.server); !plain) return plain.error().while_doing("--server");
  }
  if (auto clear = check_sources(command, options); !clear) return clear.error();
  if (auto clear = check_store(options); !clear) return clear.error();
  if (auto clear = check_export(options); !clear) return clear.error();
  if (auto clear = check_watch(command, words); !clear) return clear.error();
  const auto every = parse_every(words.every);
  if (!every) return every.error();
  options.every = *every;
  if (options.user.empty() || options.user.find(':') != std::string::npos) {
    return Error(Errc::kUsage, "--user is empty or has a colon, which no login can carry", "give the user name alone");
  }
  if (auto clear = check_proxy(options); !clear) return clear.error();
  if (auto clear = check_journal(options); !clear) return clear.error();
  if (auto clear = check_standard_input(options); !clear) return clear.error();
  return options;
}

// names_of_commands is "check, renew, … or import".
std::string names_of_commands() {
  std::string names;
  for (const CommandRow& row : command_table()) {
    if (!names.empty()) names += &row == &command_table().back() ? " or " : ", ";
    names += row.name;
  }
  return names;
}

}  // namespace

std::variant<Options, Farewell, Mistake> parse_options(int argc, const char* const* argv) {
  const Manner manner = manner_of(argc, argv);
  const std::string_view first = argc > 1 ? argv[1] : "";
  const CommandRow* named = command_row(first);
  const auto mistake = [&](std::string what, std::string advice) {
    return Mistake{manner, named == nullptr ? std::nullopt : std::optional(named->command),
                   Error(Errc::kUsage, std::move(what), std::move(advice))};
  };
  if (!first.empty() && first[0] != '-' && named == nullptr) {
    return mistake(quoted(first, 40) + " is not a subcommand", "use " + names_of_commands());
  }

  Grammar grammar(manner.language);
  try {
    grammar.app().parse(argc, argv);
  } catch (const CLI::ParseError& stop) {
    std::ostringstream out;
    std::ostringstream err;
    if (grammar.app().exit(stop, out, err) == 0) return Farewell{out.str()};
    return mistake(stop.what(), "see orcamo-renew --help, or orcamo-renew SUBCOMMAND --help");
  }

  for (Grammar::Subcommand& subcommand : grammar.subcommands()) {
    if (!subcommand.app->parsed()) continue;
    prefer_typed(subcommand.row.command, argc, argv, subcommand.words);
    prefer_store(argc, argv, subcommand.words);
    auto options = validated(subcommand.row, subcommand.words);
    if (!options) return Mistake{manner, subcommand.row.command, options.error()};
    return *std::move(options);
  }
  return mistake("a subcommand is needed", "see orcamo-renew --help");
}

}  // namespace orcamo::client

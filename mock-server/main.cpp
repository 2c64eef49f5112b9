#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <iostream>
#include <map>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "cli/exit_code.hpp"
#include "cli/expect.hpp"
#include "cli/issue.hpp"
#include "cli/serve.hpp"

namespace {

using namespace orcamo::mock;

constexpr const char* kExitCodes =
    "Exit codes: 0 ended on SIGTERM or SIGINT, issued, or as expected; 1 not as expected; 2 wrong usage;\n"
    "3 a value, file or server that can't be used; 4 port in use; 5 internal error.\n";

constexpr const char* kServeExamples = R"(
Examples:
  orcamo-mock serve
      Any free ports; one JSON line on standard output says which, and where the CA certificate is:
      {"event":"ready","https":"https://localhost:PORT","admin":"http://127.0.0.1:PORT","ca":"FILE","seed":null,...}
  orcamo-mock serve --port 8443 --admin-port 8480 --ca-file ca.pem --ready-file ready.json &
      Fixed ports. ready.json appears when both listen, and is gone when the server is.
  orcamo-mock serve --now 2031-02-03T04:05:06Z
      The sandbox clock stands still at that time; PUT /__admin/sandboxes/default/clock moves it.
  orcamo-mock serve --seed 7 --now 2031-02-03T04:05:06Z
      The same client certificates, keys and passwords in every run that orders the same.
  curl http://127.0.0.1:8480/__admin/sandboxes/default/certificates -d '{"not_after":"now+89d"}'
      Issues a client certificate with 89 days left.
Each option can come from the environment variable named beside it; the command line goes first.
)";

constexpr const char* kIssueExamples = R"(
Examples:
  orcamo-mock issue --not-after now+89d --out certs
      certs/ca.pem, certs/482913__JP_u00000001_client001.p12 and its password beside it.
  orcamo-mock issue --not-before now-3y --not-after now-1s --key rsa-2048 --profile LegacyDES --out expired
      Expired one second ago, sealed as old systems want it.
The password goes to a file of mode 0600, never to the screen. Existing files are not overwritten.
)";

constexpr const char* kExpectExamples = R"(
Examples:
  orcamo-mock expect --admin http://127.0.0.1:8480 expectations.json
  echo '[{"event":"login_accepted","serial":"482914","count":1},
         {"event":"login_accepted","serial":"482913","count":0,
          "after":{"event":"login_accepted","serial":"482914"}}]' | orcamo-mock expect --admin $ADMIN -
      One login with the new certificate, and none with the old one after it.
A handshake is expected by verdict, reason, serial, tls_version; a request by event, serial, issued, user, status, notice.
Without count, there has to be at least one. An expectation that is not met shows the nearest entries of the journal.
)";

constexpr const char* kTimes = "RFC 3339 (2031-02-03T04:05:06Z) or an expression: now+89d, now-P3Y, now+90d-1s";

const std::map<std::string, TlsVersions> kTlsVersions{
    {"any", TlsVersions::kBoth}, {"1.2", TlsVersions::kOnly12}, {"1.3", TlsVersions::kOnly13}};
const std::map<std::string, LogFormat> kLogFormats{{"text", LogFormat::kText}, {"json", LogFormat::kJson}};
const std::map<std::string, LogLevel> kLogLevels{{"debug", LogLevel::kDebug},
                                                 {"info", LogLevel::kInfo},
                                                 {"warning", LogLevel::kWarning},
                                                 {"error", LogLevel::kError},
                                                 {"off", LogLevel::kOff}};

template <class T>
std::vector<std::string> keys(const std::map<std::string, T>& map) {
  std::vector<std::string> names;
  names.reserve(map.size());
  for (const auto& [name, value] : map) names.push_back(name);
  return names;
}

// check_seed is CLI11's way to say what is wrong with a text; by itself it takes -1 for the largest number.
std::string check_seed(const std::string& text) {
  std::uint64_t seed = 0;
  const char* const end = text.data() + text.size();
  const auto [read_to, fault] = std::from_chars(text.data(), end, seed);
  if (fault == std::errc() && read_to == end) return {};
  return "a seed is a whole number from 0 to 18446744073709551615, not \"" + text + "\"";
}

// Words are the choices as they were typed.
struct Words {
  std::string tls = "any";
  std::string log_format = "text";
  std::string log_level = "info";
};

void add_serve(CLI::App& app, ServeOptions& options, Words& words) {
  ServerOptions& server = options.server;
  server.threads = std::clamp(std::thread::hardware_concurrency(), 1U, 4U);
  app.add_option("--bind", server.bind,
                 "IP address of the HTTPS port; the admin port stays on loopback unless --admin-bind says otherwise")
      ->type_name("ADDRESS")
      ->envname("ORCAMO_BIND")
      ->capture_default_str();
  app.add_option("--port", server.port, "HTTPS port; 0: any free one")
      ->type_name("PORT")
      ->envname("ORCAMO_PORT")
      ->capture_default_str();
  app.add_option("--admin-port", server.admin_port, "Admin port, plain HTTP; 0: any free one")
      ->type_name("PORT")
      ->envname("ORCAMO_ADMIN_PORT")
      ->capture_default_str();
  app.add_option("--admin-bind", server.admin_bind,
                 "IP address of the admin port; one that other machines can reach needs --allow-remote and a token")
      ->type_name("ADDRESS")
      ->envname("ORCAMO_ADMIN_BIND");
  app.add_option("--admin-token-file", options.admin_token_file,
                 "Ask for a bearer token at the admin port: the first line of this file, - is standard input")
      ->type_name("FILE")
      ->envname("ORCAMO_ADMIN_TOKEN_FILE");
  app.add_option("--now", options.now,
                 std::string("The default sandbox's clock stands still at this time (mode frozen): ") + kTimes)
      ->type_name("TIME")
      ->envname("ORCAMO_NOW");
  app.add_option("--seed", server.seed,
                 "Fix what is otherwise random in every sandbox without a seed of its own: serials, passwords, tokens, "
                 "keys, signatures. Then whoever knows the number knows the keys")
      ->type_name("NUMBER")
      ->check(check_seed)
      ->envname("ORCAMO_SEED");
  app.add_option("--ready-file", options.ready_file,
                 "Write the ready line to this file once both ports listen (by rename); removed at the end")
      ->type_name("FILE")
      ->envname("ORCAMO_READY_FILE");
  app.add_option("--ca-file", options.ca_file,
                 "Write the CA certificate that clients have to trust to this file; default: a temporary file")
      ->type_name("FILE")
      ->envname("ORCAMO_CA_FILE");
  app.add_option("--server-name", server.server_names,
                 "Another DNS name for the server's certificate, beside localhost, *.localhost, 127.0.0.1 and ::1; "
                 "may be repeated")
      ->type_name("NAME")
      ->envname("ORCAMO_SERVER_NAME")
      ->expected(1)
      ->take_all();
  app.add_option("--threads", server.threads, "Threads that carry connections")
      ->type_name("COUNT")
      ->check(CLI::Range(1, 64))
      ->envname("ORCAMO_THREADS")
      ->capture_default_str();
  app.add_option("--tls", words.tls, "TLS versions")
      ->check(CLI::IsMember(keys(kTlsVersions)))
      ->envname("ORCAMO_TLS")
      ->capture_default_str();
  app.add_option("--log-format", words.log_format, "Log on standard error: text (key=value) or json")
      ->check(CLI::IsMember(keys(kLogFormats)))
      ->envname("ORCAMO_LOG_FORMAT")
      ->capture_default_str();
  app.add_option("--log-level", words.log_level, "Least level that is logged")
      ->check(CLI::IsMember(keys(kLogLevels)))
      ->envname("ORCAMO_LOG_LEVEL")
      ->capture_default_str();
  app.add_flag("--allow-remote", server.allow_remote,
               "Allow --bind and --admin-bind to addresses that other machines can reach")
      ->envname("ORCAMO_ALLOW_REMOTE");
  app.footer(std::string(kServeExamples) + kExitCodes);
}

void add_issue(CLI::App& app, IssueOptions& options) {
  app.add_option("--not-after", options.not_after,
                 std::string("Last second of validity; default: three years from now. ") + kTimes)
      ->type_name("TIME");
  app.add_option("--not-before", options.not_before, std::string("First second of validity. ") + kTimes)
      ->type_name("TIME");
  app.add_option("--out", options.out, "Folder for ca.pem, the .p12 and its password; made where it does not exist")
      ->type_name("FOLDER")
      ->required();
  app.add_option("--facility", options.facility, "Facility, for example u00000001 or 1")->type_name("NAME");
  app.add_option("--client", options.client, "Client of the facility, for example client001 or 1")->type_name("NAME");
  app.add_option("--key", options.key, "p-256 (default), rsa-2048 or rsa-4096")->type_name("TYPE");
  app.add_option("--profile", options.profile, "How the .p12 is sealed: Modern2023 (default) or LegacyDES")
      ->type_name("NAME");
  app.add_option(
      "--password-file", options.password_file,
      "Take the .p12's password from the first line of this file, - is standard input; default: a random one");
  app.add_option("--now", options.now, std::string("What \"now\" means in place of the system's clock. ") + kTimes)
      ->type_name("TIME")
      ->envname("ORCAMO_NOW");
  app.add_option("--seed", options.seed,
                 "Fix what is otherwise random: with the same times and names, the same files come out")
      ->type_name("NUMBER")
      ->check(check_seed)
      ->envname("ORCAMO_SEED");
  app.footer(std::string(kIssueExamples) + kExitCodes);
}

void add_expect(CLI::App& app, ExpectOptions& options, std::string& output) {
  app.add_option("--admin", options.admin, "URL of the admin port, as in the ready line: http://127.0.0.1:PORT")
      ->type_name("URL")
      ->envname("ORCAMO_ADMIN")
      ->required();
  app.add_option("--admin-token-file", options.admin_token_file,
                 "The admin port's token, where it asks for one: the first line of this file")
      ->type_name("FILE")
      ->envname("ORCAMO_ADMIN_TOKEN_FILE");
  app.add_option("--sandbox", options.sandbox, "Whose journal")->type_name("NAME")->capture_default_str();
  app.add_option("--output", output, "text, or json: the server's answer")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  app.add_option("file", options.file, "A JSON list of expectations; - is standard input")
      ->type_name("FILE")
      ->required();
  app.footer(std::string(kExpectExamples) + kExitCodes);
}

int fail(const std::string& message, int code) {
  std::cerr << "orcamo-mock: " << message << "\n";
  return code;
}

int fail(const orcamo::pki::Error& error) {
  return fail(error.message() + (error.hint().empty() ? "" : "; " + error.hint()) + ".", exit_code::of(error.code()));
}

int run(int argc, char** argv) {
  CLI::App app(
      "orcamo-mock is a mutual-TLS mock of WebORCA and the ORCAMO console for tests: it issues client certificates,\n"
      "judges them by a clock of its own, and renews them. It listens on loopback and keeps everything in memory.",
      "orcamo-mock");
  app.set_version_flag("--version", "orcamo-mock " ORCAMO_VERSION);
  app.require_subcommand(0, 1);
  app.footer(std::string("\norcamo-mock serve --help, issue --help and expect --help have examples.\n") + kExitCodes);
  CLI::App& serve_app = *app.add_subcommand("serve", "Run the server until SIGTERM or SIGINT");
  CLI::App& issue_app = *app.add_subcommand("issue", "Make a CA and one client certificate, without a server");
  CLI::App& expect_app = *app.add_subcommand("expect", "Check what a running server's journal says");
  ServeOptions serve_options;
  Words words;
  add_serve(serve_app, serve_options, words);
  IssueOptions issue_options;
  add_issue(issue_app, issue_options);
  ExpectOptions expect_options;
  std::string expect_output = "text";
  add_expect(expect_app, expect_options, expect_output);

  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& e) {
    return app.exit(e);
  } catch (const CLI::ParseError& e) {
    const bool bad_value =
        dynamic_cast<const CLI::ConversionError*>(&e) || dynamic_cast<const CLI::ValidationError*>(&e);
    return fail(std::string(e.what()) + " (orcamo-mock --help has the usage)",
                bad_value ? exit_code::kBadConfiguration : exit_code::kUsage);
  }

  if (!serve_app && !issue_app && !expect_app)
    return fail("say what to do: serve, issue or expect (orcamo-mock --help has the usage)", exit_code::kUsage);
  if (expect_app) {
    expect_options.json = expect_output == "json";
    const auto report = expect(expect_options);
    if (!report) return fail(report.error());
    std::cout << report->text << std::flush;
    return report->met ? exit_code::kOk : exit_code::kNotMet;
  }
  if (issue_app) {
    const auto line = issue(issue_options);
    if (!line) return fail(line.error());
    std::cout << *line << std::endl;
    return exit_code::kOk;
  }
  serve_options.server.tls_versions = kTlsVersions.at(words.tls);
  serve_options.log_format = kLogFormats.at(words.log_format);
  serve_options.log_level = kLogLevels.at(words.log_level);
  const auto served = serve(std::move(serve_options));
  return served ? exit_code::kOk : fail(served.error());
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& e) {
    return fail(std::string("internal error: ") + e.what(), exit_code::kInternal);
  }
}

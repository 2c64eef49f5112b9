#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "cli/command.hpp"
#include "cli/exit_code.hpp"
#include "cli/expect.hpp"
#include "cli/print.hpp"

namespace orcamo::mock {
namespace {

constexpr const char* kExamples = R"(
Examples:
  orcamo-mock expect --admin http://127.0.0.1:8480 expectations.json
  echo '[{"event":"login_accepted","serial":"482914","count":1},
         {"event":"login_accepted","serial":"482913","count":0,
          "after":{"event":"login_accepted","serial":"482914"}}]' | orcamo-mock expect --admin $ADMIN -
      One login with the new certificate, and none with the old one after it.
A handshake is expected by verdict, reason, serial, tls_version; a request by event, serial, issued, user, status, notice.
Without count, there has to be at least one. An expectation that is not met shows the nearest entries of the journal.
)";

}  // namespace

Command expect_command(CLI::App& program) {
  CLI::App& app = *program.add_subcommand("expect", "Check what a running server's journal says");
  const auto options = std::make_shared<ExpectOptions>();
  const auto output = std::make_shared<std::string>("text");
  app.add_option("--admin", options->admin, "URL of the admin port, as in the ready line: http://127.0.0.1:PORT")
      ->type_name("URL")
      ->envname("ORCAMO_ADMIN")
      ->required();
  app.add_option("--admin-token-file", options->admin_token_file,
                 "The admin port's token, where it asks for one: the first line of this file")
      ->type_name("FILE")
      ->envname("ORCAMO_ADMIN_TOKEN_FILE");
  app.add_option("--sandbox", options->sandbox, "Whose journal")->type_name("NAME")->capture_default_str();
  app.add_option("--output", *output, "text, or json: the server's answer")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  app.add_option("file", options->file, "A JSON list of expectations; - is standard input")
      ->type_name("FILE")
      ->required();
  app.footer(std::string(kExamples) + kExitCodes);
  return {&app, [options, output]() -> pki::Result<int> {
            options->json = *output == "json";
            const auto report = expect(*options);
            if (!report) return report.error();
            if (auto said = print(report->text); !said) return std::move(said).error();
            return report->met ? exit_code::kOk : exit_code::kNotMet;
          }};
}

}  // namespace orcamo::mock

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "cli/command.hpp"
#include "cli/exit_code.hpp"
#include "cli/issue.hpp"
#include "cli/print.hpp"
#include "cli/time_forms.hpp"

namespace orcamo::mock {
namespace {

constexpr const char* kExamples = R"(
Examples:
  orcamo-mock issue --not-after now+89d --out certs
      certs/ca.pem, certs/482913__JP_u00000001_client001.p12 and its password beside it.
  orcamo-mock issue --not-before now-3y --not-after now-1s --key rsa-2048 --profile LegacyDES --out expired
      Expired one second ago, sealed as old systems want it.
  orcamo-mock issue --shape missing-intermediate --out odd
      From an intermediate authority whose certificate is not in the .p12.
The password goes to a file of mode 0600, never to the screen. Existing files are not overwritten.
)";

}  // namespace

Command issue_command(CLI::App& program) {
  CLI::App& app = *program.add_subcommand("issue", "Make a CA and one client certificate, without a server");
  const auto options = std::make_shared<IssueOptions>();
  app.add_option("--not-after", options->not_after,
                 std::string("Last second of validity; default: three years from now. ") + kTimeForms)
      ->type_name("TIME");
  app.add_option("--not-before", options->not_before, std::string("First second of validity. ") + kTimeForms)
      ->type_name("TIME");
  app.add_option("--out", options->out, "Folder for ca.pem, the .p12 and its password; made where it does not exist")
      ->type_name("FOLDER")
      ->required();
  app.add_option("--facility", options->facility, "Facility, for example u00000001 or 1")->type_name("NAME");
  app.add_option("--client", options->client, "Client of the facility, for example client001 or 1")->type_name("NAME");
  app.add_option("--key", options->key, "p-256 (default), rsa-2048 or rsa-4096")->type_name("TYPE");
  app.add_option("--profile", options->profile,
                 "How the .p12 is sealed: Modern2023 (default), LegacyDES, another profile, or who is to open it: "
                 "windows-2016, java-8, nss, ...; several with + between them")
      ->type_name("NAME");
  app.add_option("--broken", options->broken, "Break the .p12 on purpose: bad-mac, no-key, truncated-half, ...")
      ->type_name("KIND");
  app.add_option("--shape", options->shape,
                 "Make the certificate unlike those of the service, for example eku-server-only; the names are in "
                 "docs/reference/certificate-shapes.md")
      ->type_name("NAME");
  app.add_option("--password-file", options->password_file,
                 "Take the .p12's password from the first line of this file, - is standard input; an empty file is "
                 "the empty password; default: a random one");
  app.add_option("--now", options->now, std::string("What \"now\" means in place of the system's clock. ") + kTimeForms)
      ->type_name("TIME")
      ->envname("ORCAMO_NOW");
  app.add_option("--seed", options->seed,
                 "Fix what is otherwise random: with the same times and names, the same files come out")
      ->type_name("NUMBER")
      ->check(check_seed)
      ->envname("ORCAMO_SEED");
  app.footer(std::string(kExamples) + kExitCodes);
  return {&app, [options]() -> pki::Result<int> {
            const auto line = issue(*options);
            if (!line) return line.error();
            if (auto said = print(*line + "\n"); !said) return std::move(said).error();
            return exit_code::kOk;
          }};
}

}  // namespace orcamo::mock

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "cli/issue.hpp"
#include "cli/print.hpp"
#include "p12/command.hpp"

namespace orcamo::tools {
namespace {

constexpr const char* kExamples = R"(
Examples:
  orcamo-p12 mint --profile windows-2016 --not-after now+89d --out certs
      certs/ca.pem, certs/482913__JP_u00000001_client001.p12 and its password beside it.
  orcamo-p12 mint --broken bad-mac --not-after now+89d --out broken
Profiles, and what can be broken: docs/reference/p12-kit.md. The password goes to a file of mode 0600, never to the
screen. Existing files are not overwritten.
)";

}  // namespace

Command mint_command(CLI::App& program) {
  CLI::App& app = *program.add_subcommand("mint", "Make a file for tests, sound or broken on purpose");
  const auto options = std::make_shared<mock::IssueOptions>();
  app.add_option("--profile", options->profile,
                 "What the file is made of: Modern2023 (default), LegacyDES, PBMAC1, ... or who is to open it: "
                 "windows-2016, java-8, ...; several with + between them")
      ->type_name("NAME");
  app.add_option("--broken", options->broken, "Break the file on purpose: bad-mac, no-key, truncated-half, ...")
      ->type_name("KIND");
  app.add_option("--not-after", options->not_after,
                 "Last second of validity: RFC 3339, or an expression such as now+89d; default: three years from now")
      ->type_name("TIME");
  app.add_option("--not-before", options->not_before, "First second of validity, likewise")->type_name("TIME");
  app.add_option("--out", options->out, "Folder for ca.pem, the .p12 and its password; made where it does not exist")
      ->type_name("FOLDER")
      ->required();
  app.add_option("--key", options->key, "p-256 (default), rsa-2048 or rsa-4096")->type_name("TYPE");
  app.add_option("--password-file", options->password_file,
                 "Take the password from the first line of this file, - is standard input; an empty file is "
                 "the empty password; default: a random one")
      ->type_name("FILE");
  app.add_option("--seed", options->seed, "Fix what is otherwise random: with the same times, the same files come out")
      ->type_name("NUMBER")
      ->check(mock::check_seed);
  app.add_option("--now", options->now, "What \"now\" means in place of the system's clock")->type_name("TIME");
  app.footer(std::string(kExamples) + kExitCodes);
  return {&app, [options]() -> pki::Result<int> {
            const auto line = mock::issue(*options);
            if (!line) return line.error();
            if (auto said = mock::print(*line + "\n"); !said) return std::move(said).error();
            return kUsable;
          }};
}

}  // namespace orcamo::tools

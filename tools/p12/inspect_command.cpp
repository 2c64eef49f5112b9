#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <string>

#include "identity/read_file.hpp"
#include "orcamo/client/p12_inspection.hpp"
#include "orcamo/client/password_file.hpp"
#include "p12/command.hpp"
#include "p12/inspection_report.hpp"

namespace orcamo::tools {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostRead = 16 << 20;  // octets: more than is ever judged

constexpr const char* kExamples = R"(
Examples:
  orcamo-p12 inspect 482913__JP_u00000001_client001.p12
      With the password in 482913__JP_u00000001_client001.password.txt beside it, if there is such a file.
  orcamo-p12 inspect client.p12 --password-file - --output json < password.txt
The password is never printed.
)";

struct InspectOptions {
  fs::path file;
  std::optional<fs::path> password_file;
  bool no_password = false;
  std::string policy;  // empty: orcamo-renew's
  std::string output = "text";
};

client::P12Policy policy_of(const InspectOptions& options) {
  if (options.policy.empty()) return client::P12Policy::kUsual;
  return options.policy == "strict" ? client::P12Policy::kStrict : client::P12Policy::kLenient;
}

// password_beside is the file in which orcamo-mock and orcamo-renew keep the password of `file`.
fs::path password_beside(fs::path file) { return file.replace_extension(".password.txt"); }

// read_password takes an empty file for the empty password: here nothing is stored under it.
pki::Result<pki::Secret> read_password(const fs::path& path) {
  auto password = client::read_password_file(path);
  if (!password && password.error().code() == pki::Errc::kPasswordFileEmpty) return pki::Secret();
  return password;
}

pki::Result<pki::Secret> password_for(const InspectOptions& options) {
  if (options.no_password) return pki::Secret();
  if (options.password_file) return read_password(*options.password_file);
  std::error_code ignored;
  const fs::path beside = password_beside(options.file);
  return fs::exists(beside, ignored) ? read_password(beside) : pki::Secret();
}

pki::Result<int> inspect(const InspectOptions& options) {
  const auto password = password_for(options);
  if (!password) return password.error();
  const auto octets = client::read_file(options.file, kMostRead);
  if (!octets && octets.error().code() != pki::Errc::kFileTooLarge) return octets.error();
  const client::P12Inspection inspection = octets
                                               ? client::inspect_pkcs12(*octets, password->reveal(), policy_of(options))
                                               : client::refusal_of(octets.error());
  std::cout << (options.output == "json" ? json_report(inspection, options.file)
                                         : text_report(inspection, options.file))
            << std::flush;
  return inspection.verdict == client::P12Verdict::kOk ? kUsable : kNotUsable;
}

}  // namespace

Command inspect_command(CLI::App& program) {
  CLI::App& app = *program.add_subcommand("inspect", "Tell what a file is made of, and judge it");
  const auto options = std::make_shared<InspectOptions>();
  app.add_option("FILE", options->file, "The .p12 file")->type_name("")->required();
  CLI::Option* password_file = app.add_option("--password-file", options->password_file,
                                              "Take the password from this file, - is standard input; default: "
                                              "NAME.password.txt beside NAME.p12, if it is there")
                                   ->type_name("FILE");
  app.add_flag("--no-password", options->no_password, "Use no password: what it hides stays hidden, unless it is empty")
      ->excludes(password_file);
  app.add_option("--policy", options->policy,
                 "lenient reads a file without a MAC, and old encryption (RC2, RC4, DES, triple DES), with a warning; "
                 "strict refuses both; default: as orcamo-renew does, which reads old encryption only")
      ->type_name("POLICY")
      ->check(CLI::IsMember({"lenient", "strict"}));
  app.add_option("--output", options->output, "text (default) or json")
      ->type_name("FORM")
      ->check(CLI::IsMember({"text", "json"}));
  app.footer(std::string(kExamples) + kExitCodes);
  return {&app, [options] { return inspect(*options); }};
}

}  // namespace orcamo::tools

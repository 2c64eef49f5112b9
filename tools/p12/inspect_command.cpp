#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "cli/print.hpp"
#include "identity/both_zones.hpp"
#include "identity/read_file.hpp"
#include "orcamo/client/p12_inspection.hpp"
#include "orcamo/client/password_file.hpp"
#include "orcamo/client/password_repair.hpp"
#include "orcamo/pki/clock.hpp"
#include "orcamo/pki/time_expression.hpp"
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
  std::string now;  // empty: this machine's
};

client::P12Policy policy_of(const InspectOptions& options) {
  if (options.policy.empty()) return client::P12Policy::kUsual;
  return options.policy == "strict" ? client::P12Policy::kStrict : client::P12Policy::kLenient;
}

// password_beside is the file in which orcamo-mock and orcamo-renew keep the password of `file`.
fs::path password_beside(fs::path file) { return file.replace_extension(".password.txt"); }

// read_password takes an empty file for the empty password: here nothing is stored under it.
pki::Result<client::SavedPassword> read_password(const fs::path& path) {
  auto password = client::read_saved_password(path);
  if (!password && password.error().code() == pki::Errc::kPasswordFileEmpty) return client::SavedPassword{};
  return password;
}

pki::Result<client::SavedPassword> password_for(const InspectOptions& options) {
  if (options.no_password) return client::SavedPassword{};
  if (options.password_file) return read_password(*options.password_file);
  std::error_code ignored;
  const fs::path beside = password_beside(options.file);
  return fs::exists(beside, ignored) ? read_password(beside) : client::SavedPassword{};
}

// judge reads a password as orcamo-renew does: as it was saved and, where that is the wrong one, with what people and
// their programs make of passwords undone.
client::P12Inspection judge(pki::BytesView file, const pki::Secret& saved, client::P12Policy policy) {
  auto inspection = client::inspect_pkcs12(file, saved.reveal(), policy);
  if (inspection.verdict != client::P12Verdict::kWrongPassword) return inspection;
  const auto opened = client::open_with_saved_password(file, saved);
  if (opened) {
    inspection = client::inspect_pkcs12(file, opened->password.reveal(), policy);
    for (const client::PasswordRepair repair : opened->repairs) {
      inspection.warnings.push_back("the password opens it once it is repaired: " + std::string(repair_name(repair)));
    }
  } else if (opened.error().code() == pki::Errc::kPasswordFileSuspect) {
    inspection.error = opened.error();
  }
  return inspection;
}

pki::Result<pki::TimePoint> time_of(const InspectOptions& options) {
  const pki::TimePoint real = pki::SystemClock().now();
  if (options.now.empty()) return real;
  auto time = pki::evaluate_time(options.now, {.now = real});
  if (!time) return std::move(time).error().while_doing("reading --now");
  return time;
}

// warn_of_time leaves the verdict as it is: files for tests have expired on purpose.
void warn_of_time(client::P12Inspection& inspection, pki::TimePoint now) {
  for (const client::P12Certificate& held : inspection.certificates) {
    if (!held.has_key) continue;
    const pki::Validity& validity = held.certificate.validity();
    if (now > validity.not_after) {
      inspection.warnings.push_back("its certificate has expired: it was valid until " +
                                    client::both_zones(validity.not_after));
    } else if (now < validity.not_before) {
      inspection.warnings.push_back("its certificate is not valid yet, only from " +
                                    client::both_zones(validity.not_before) + " on");
    }
  }
}

pki::Result<int> inspect(const InspectOptions& options) {
  const auto now = time_of(options);
  if (!now) return now.error();
  const auto saved = password_for(options);
  if (!saved) return saved.error();
  const auto octets = client::read_file(options.file, kMostRead);
  if (!octets && octets.error().code() != pki::Errc::kFileTooLarge) return octets.error();
  auto inspection = octets ? judge(*octets, saved->password, policy_of(options)) : client::refusal_of(octets.error());
  if (saved->exposure == client::Exposure::kEveryone) {
    inspection.warnings.emplace_back("everyone on this computer can read its password; chmod 600 mends that");
  }
  warn_of_time(inspection, *now);
  const std::string report =
      options.output == "json" ? json_report(inspection, options.file) : text_report(inspection, options.file);
  if (auto said = mock::print(report); !said) return std::move(said).error();
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
  app.add_option("--now", options->now,
                 "Warn of a certificate that has expired by this time, or is not valid yet: RFC 3339, or an "
                 "expression such as now+89d; default: this machine's clock")
      ->type_name("TIME");
  app.add_option("--output", options->output, "text (default) or json")
      ->type_name("FORM")
      ->check(CLI::IsMember({"text", "json"}));
  app.footer(std::string(kExamples) + kExitCodes);
  return {&app, [options] { return inspect(*options); }};
}

}  // namespace orcamo::tools

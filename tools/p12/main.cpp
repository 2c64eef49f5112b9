#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>
#include <string>

#include "identity/printable.hpp"
#include "p12/command.hpp"

namespace {

using namespace orcamo::tools;

// fail shows a message as one line that no terminal obeys: file names and arguments in it are anyone's.
int fail(const std::string& message, int exit_code) {
  std::cerr << "orcamo-p12: " << orcamo::client::printable(message) << "\n";
  return exit_code;
}

int exit_code_of(orcamo::pki::Errc code) {
  switch (code) {
    case orcamo::pki::Errc::kMissingHere:
      return kMissing;
    case orcamo::pki::Errc::kCryptoFailed:
    case orcamo::pki::Errc::kInternal:
      return kFault;
    default:
      return kUsage;
  }
}

int run(int argc, char** argv) {
  CLI::App app(
      "orcamo-p12 tells what a .p12 file (PKCS#12: a certificate with its private key) is made of, whether it can be\n"
      "used, and by which programs; and makes such files for tests.",
      "orcamo-p12");
  app.set_version_flag("--version", "orcamo-p12 " ORCAMO_VERSION);
  app.require_subcommand(0, 1);
  app.footer(std::string("\n") + kExitCodes);
  const Command commands[] = {inspect_command(app), mint_command(app)};

  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& e) {
    return app.exit(e);
  } catch (const CLI::ParseError& e) {
    return fail(std::string(e.what()) + " (orcamo-p12 --help has the usage)", kUsage);
  }

  for (const Command& command : commands) {
    if (!command.line->parsed()) continue;
    const auto code = command.run();
    if (code) return *code;
    const orcamo::pki::Error& error = code.error();
    return fail(error.message() + (error.hint().empty() ? "" : "; " + error.hint()) + ".", exit_code_of(error.code()));
  }
  return fail("say what to do (orcamo-p12 --help has the usage)", kUsage);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& e) {
    return fail(std::string("internal error: ") + e.what(), kFault);
  }
}

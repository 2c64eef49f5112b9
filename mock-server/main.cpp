#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>
#include <string>

#include "cli/command.hpp"
#include "cli/exit_code.hpp"
#include "orcamo/pki/in_quotes.hpp"

namespace {

using namespace orcamo::mock;

int fail(const std::string& message, int code) {
  std::cerr << "orcamo-mock: " << orcamo::pki::on_one_line(message) << "\n";
  return code;
}

int fail(const orcamo::pki::Error& error) {
  return fail(error.message() + (error.hint().empty() ? "" : "; " + error.hint()) + ".", exit_code::of(error.code()));
}

int run(int argc, char** argv) {
  CLI::App app(
      "orcamo-mock is a mutual-TLS mock of WebORCA and the ORCAMO console for tests: it issues client certificates,\n"
      "judges them by a clock of its own, and renews them. It listens on loopback, and keeps everything in memory\n"
      "unless --state names a file.",
      "orcamo-mock");
  app.set_version_flag("--version", "orcamo-mock " ORCAMO_VERSION);
  app.require_subcommand(0, 1);
  app.footer(std::string("\norcamo-mock serve --help, issue --help and expect --help have examples.\n") + kExitCodes);
  const Command commands[] = {serve_command(app), issue_command(app), expect_command(app)};

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

  for (const Command& command : commands) {
    if (!command.line->parsed()) continue;
    const auto code = command.run();
    return code ? *code : fail(code.error());
  }
  return fail("say what to do: serve, issue or expect (orcamo-mock --help has the usage)", exit_code::kUsage);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& e) {
    return fail(std::string("internal error: ") + e.what(), exit_code::kInternal);
  }
}

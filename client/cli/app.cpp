#include "cli/app.hpp"

#include <exception>
#include <ostream>
#include <variant>

#include "cli/commands.hpp"
#include "cli/completion.hpp"
#include "cli/exit_status.hpp"
#include "cli/options.hpp"
#include "cli/report.hpp"

namespace orcamo::client {
namespace {

int dispatch(const Options& options, const Surroundings& surroundings) {
  switch (options.command) {
    case Command::kCheck:
      return check(options, surroundings);
    case Command::kRenew:
      return renew(options, surroundings);
    case Command::kWatch:
      return watch_store(options, surroundings);
    case Command::kLogin:
      return login(options, surroundings);
    case Command::kList:
      return list(options, surroundings);
    case Command::kShow:
      return show(options, surroundings);
    case Command::kImport:
      return import_p12(options, surroundings);
    case Command::kExport:
      return export_certificate(options, surroundings);
    case Command::kPrune:
      return prune(options, surroundings);
    case Command::kExplain:
      return explain_subject(options, surroundings);
    case Command::kCompletion:
      surroundings.out << completion_script(options.shell, options.language);
      return exit_status::kOk;
  }
  return exit_status::kInternal;
}

int run_parsed(const Options& options, const Surroundings& surroundings) {
  try {
    return dispatch(options, surroundings);
  } catch (const std::exception& bug) {
    const pki::Error error(pki::Errc::kInternal, std::string("something that should not happen did: ") + bug.what(),
                           "report it, with the command that led to it");
    if (options.command == Command::kCheck) return report_unknown(error, options, surroundings);
    return report_failure(error, exit_status::kInternal, options, surroundings);
  }
}

// What came of parsing ends in an exit code, whether or not anybody got to read it.
struct Finish {
  const Surroundings& surroundings;

  int operator()(const Options& options) const { return run_parsed(options, surroundings); }
  int operator()(const Farewell& farewell) const {
    surroundings.out << farewell.text;
    return exit_status::kOk;
  }
  int operator()(const Mistake& mistake) const {
    if (mistake.command == Command::kCheck) return report_unknown(mistake.error, mistake.manner, surroundings);
    return report_failure(mistake.error, exit_status::kUsage, mistake.manner, surroundings);
  }
};

}  // namespace

int run(int argc, const char* const* argv, const Surroundings& surroundings) {
  const auto parsed = parse_options(argc, argv);
  const int code = std::visit(Finish{surroundings}, parsed);
  surroundings.out.flush();
  if (surroundings.out) return code;
  surroundings.err << "orcamo-renew: Standard output cannot be written; what it was to say is lost. "
                   << "Check that its disk has room and its reader is there. [process.internal]\n";
  const auto* options = std::get_if<Options>(&parsed);
  const auto* mistake = std::get_if<Mistake>(&parsed);
  const bool plugin = (options != nullptr && options->command == Command::kCheck) ||
                      (mistake != nullptr && mistake->command == Command::kCheck);
  return plugin ? exit_status::kCheckUnknown : exit_status::kInternal;
}

}  // namespace orcamo::client

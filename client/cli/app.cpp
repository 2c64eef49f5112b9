#include "cli/app.hpp"

#include <exception>
#include <ostream>
#include <variant>

#include "cli/commands.hpp"
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
    case Command::kLogin:
      return login(options, surroundings);
    case Command::kList:
      return list(options, surroundings);
    case Command::kImport:
      return import_p12(options, surroundings);
  }
  return exit_status::kInternal;
}

}  // namespace

int run(int argc, const char* const* argv, const Surroundings& surroundings) {
  const auto parsed = parse_options(argc, argv);
  if (const auto* farewell = std::get_if<Farewell>(&parsed)) {
    surroundings.out << farewell->out;
    surroundings.err << farewell->err;
    return farewell->exit_code;
  }
  const Options& options = std::get<Options>(parsed);
  try {
    return dispatch(options, surroundings);
  } catch (const std::exception& bug) {
    const pki::Error error(pki::Errc::kInternal, std::string("something that should not happen did: ") + bug.what(),
                           "report it, with the command that led to it");
    return report_failure(error, exit_status::kInternal, options, surroundings);
  }
}

}  // namespace orcamo::client

#include <ostream>

#include "cli/commands.hpp"
#include "cli/exit_status.hpp"
#include "cli/report.hpp"
#include "cli/subject.hpp"
#include "fmt/format.h"

namespace orcamo::client {

int import_p12(const Options& options, const Surroundings& surroundings) {
  const auto fail = [&](const pki::Error& error) {
    return report_failure(error, exit_status::of(error.code(), exit_status::Origin::kInput), options, surroundings);
  };

  const auto opened = open_arrival(options, surroundings.err);
  if (!opened) return fail(opened.error());
  auto store = open_named_store(options);
  if (!store) return fail(store.error());
  if (const auto added = (*store)->add(opened->file); !added) return fail(added.error());

  if (options.output == OutputForm::kJson) {
    print({{"result", "imported"}, {"certificate", describe(opened->credential.certificate, opened->file.file_name)}},
          surroundings.out);
  } else {
    const Phrases& words = phrases(options.language);
    surroundings.out << fmt::format(fmt::runtime(words.imported), printable(opened->file.file_name)) << '\n'
                     << "  " << words.valid_until << ": "
                     << both_zones(opened->credential.certificate.validity().not_after) << '\n';
  }
  return exit_status::kOk;
}

}  // namespace orcamo::client

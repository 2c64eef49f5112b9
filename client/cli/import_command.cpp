#include <ostream>

#include "cli/commands.hpp"
#include "cli/exit_status.hpp"
#include "cli/report.hpp"
#include "cli/subject.hpp"
#include "fmt/format.h"
#include "orcamo/client/pkcs12.hpp"

namespace orcamo::client {

int import_p12(const Options& options, const Surroundings& surroundings) {
  const auto fail = [&](const pki::Error& error) {
    return report_failure(error, exit_status::of(error.code(), exit_status::Origin::kInput), options, surroundings);
  };

  const auto arrival = read_arrival(options);
  if (!arrival) return fail(arrival.error());
  const auto credential = open_pkcs12(arrival->p12, arrival->password.reveal());
  if (!credential) return fail(credential.error().while_doing("opening " + options.p12->string()));
  auto store = DirectoryStore::open(*options.store, options.linkage);
  if (!store) return fail(store.error());
  if (const auto added = store->add(*arrival); !added) return fail(added.error());

  if (options.output == OutputForm::kJson) {
    print({{"result", "imported"}, {"certificate", describe(credential->certificate, arrival->file_name)}},
          surroundings.out);
  } else {
    const Phrases& words = phrases(options.language);
    surroundings.out << fmt::format(fmt::runtime(words.imported), printable(arrival->file_name)) << '\n'
                     << "  " << words.valid_until << ": " << both_zones(credential->certificate.validity().not_after)
                     << '\n';
  }
  return exit_status::kOk;
}

}  // namespace orcamo::client

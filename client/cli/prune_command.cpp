#include <ostream>
#include <string>
#include <vector>

#include "cli/commands.hpp"
#include "cli/exit_status.hpp"
#include "cli/report.hpp"
#include "cli/subject.hpp"
#include "fmt/format.h"
#include "orcamo/client/current.hpp"

namespace orcamo::client {
namespace {

constexpr Text kRemoved{"removed: {} (valid until {})", "削除しました: {} (有効期限 {})"};
constexpr Text kWouldRemove{"would be removed: {} (valid until {})", "削除の対象: {} (有効期限 {})"};
constexpr Text kNothing{"Nothing to remove: only a certificate is removed that has expired and has a successor.",
                        "削除するものはありません。削除するのは、期限が切れ、更新後の証明書があるものだけです。"};

}  // namespace

int prune(const Options& options, const Surroundings& surroundings) {
  const auto fail = [&](const pki::Error& error) {
    return report_failure(error, exit_status::of(error.code(), exit_status::Origin::kInput), options, surroundings);
  };

  auto store = open_named_store(options);
  if (!store) return fail(store.error());
  const auto stored = (*store)->list();
  if (!stored) return fail(stored.error());
  const StoredCertificate* meant = in_question(*stored);
  const pki::Validity* validity = meant == nullptr ? nullptr : &meant->credential.certificate.validity();
  const auto clock = ClientClock::choose(options, surroundings.clock, validity);
  if (!clock) return fail(clock.error());

  const pki::TimePoint now = clock->now();
  std::vector<const StoredCertificate*> removed;
  for (const StoredCertificate& each : *stored) {
    const pki::Certificate& certificate = each.credential.certificate;
    if (!check_removal(*stored, certificate, now)) continue;
    if (!options.dry_run) {
      if (const auto done = (*store)->remove(certificate, now); !done) {
        return fail(done.error().while_doing("removing " + each.file_name));
      }
    }
    removed.push_back(&each);
  }

  if (options.output == OutputForm::kJson) {
    Json list = Json::array();
    for (const StoredCertificate* each : removed) {
      list.push_back(describe(each->credential.certificate, each->file_name));
    }
    print({{"result", options.dry_run ? "would_remove" : "removed"}, {"certificates", std::move(list)}},
          surroundings.out);
    return exit_status::kOk;
  }
  const Text& line = options.dry_run ? kWouldRemove : kRemoved;
  for (const StoredCertificate* each : removed) {
    surroundings.out << fmt::format(fmt::runtime(line.in(options.language)), printable(each->file_name),
                                    both_zones(each->credential.certificate.validity().not_after))
                     << '\n';
  }
  if (removed.empty()) surroundings.out << kNothing.in(options.language) << '\n';
  return exit_status::kOk;
}

}  // namespace orcamo::client

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

  const auto listed = open_listed(options, surroundings.clock);
  if (!listed) return fail(listed.error());
  std::vector<const StoredCertificate*> removed;
  for (const StoredCertificate& each : listed->stored) {
    const pki::Certificate& certificate = each.credential.certificate;
    if (!check_removal(listed->stored, certificate, listed->now)) continue;
    if (!options.dry_run) {
      if (const auto done = listed->store->remove(certificate, listed->now); !done) {
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

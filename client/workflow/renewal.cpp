#include "orcamo/client/renewal.hpp"

#include <utility>

#include "orcamo/client/api_channel.hpp"
#include "workflow/renewal_run.hpp"

namespace orcamo::client {
namespace {

class NobodyHears final : public Observer {
 public:
  void on_step(Step) override {}
};

// NothingKept remembers nothing, and lets everybody in.
class NothingKept final : public RenewalJournal {
 public:
  pki::Result<std::unique_ptr<Hold>> hold() override { return std::make_unique<Hold>(); }
  pki::Result<std::optional<RenewalRecord>> load(const pki::Certificate&) override { return std::nullopt; }
  pki::Result<void> save(const RenewalRecord&) override { return {}; }
  pki::Result<void> clear(const std::string&) override { return {}; }
  pki::Result<void> set_aside(const std::string&) override { return {}; }
};

}  // namespace

void Observer::on_retry(Step, const pki::Error&, int, std::chrono::milliseconds) {}
void Observer::on_resume(Step) {}

Renewal::Renewal(RenewalOptions options, const Account& account, Transport& transport, CertificateStore& store,
                 const pki::Clock& clock, RenewalParts parts)
    : options_(std::move(options)),
      account_(account),
      transport_(transport),
      store_(store),
      clock_(clock),
      parts_(parts) {}

RenewalReport Renewal::run(const pki::Credential& old, const Arrival& file, std::stop_token stop) {
  ApiChannel api(options_.server, clock_);
  SteadyPacer steady;
  NobodyHears nobody;
  NothingKept nothing;
  const RunMeans means{options_,
                       account_,
                       transport_,
                       store_,
                       clock_,
                       parts_.observer != nullptr ? *parts_.observer : nobody,
                       parts_.channel != nullptr ? *parts_.channel : api,
                       parts_.journal != nullptr ? *parts_.journal : nothing,
                       parts_.pacer != nullptr ? *parts_.pacer : steady,
                       std::move(stop)};
  return RenewalRun(means, old, file).perform();
}

}  // namespace orcamo::client

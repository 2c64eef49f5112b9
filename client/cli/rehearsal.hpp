#pragma once
#include "cli/app.hpp"
#include "cli/options.hpp"
#include "cli/subject.hpp"

namespace orcamo::client {

// rehearse is `renew --dry-run`: it judges by the dates and the store whether `old` would be renewed at `now`, and logs
// in with it to see that the server is there and takes it. Nothing is asked for, and nothing kept. Returns the exit
// code.
int rehearse(const RenewalOptions& renewal, const Account& account, Transport& transport, CertificateStore& store,
             const OpenedArrival& old, pki::TimePoint now, const Options& options, const Surroundings& surroundings);

}  // namespace orcamo::client

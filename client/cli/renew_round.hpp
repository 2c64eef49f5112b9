#pragma once
#include <optional>

#include "cli/app.hpp"
#include "cli/options.hpp"
#include "orcamo/pki/certificate.hpp"

namespace orcamo::client {

// RenewRound is what came of `renew`.
struct RenewRound {
  int exit_code;
  std::optional<pki::Validity> unchanged =
      std::nullopt;  // of the certificate that was not due; unset: it may be another
};

// renew_once is the subcommand `renew`.
RenewRound renew_once(const Options& options, const Surroundings& surroundings);

}  // namespace orcamo::client

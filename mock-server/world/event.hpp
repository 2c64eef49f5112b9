#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "orcamo/pki/result.hpp"
#include "world/fault.hpp"

namespace orcamo::mock {

// Event is what a request came to, in the domain's words; the names in the journal are stable.
enum class Event {
  kLoginAccepted,
  kLoginRefused,
  kLoggedOut,
  kRenewalRequested,
  kRenewalRefused,
  kCertificateFetched,
  kFetchRefused,
  kPasswordRevealed,
  kPage,
  kRpc,
  kRest,
  kNotPermitted,
  kCertificateRefused,
  kMisdirected,
  kNotFound,
  kMalformed,
  kFailed,
  kFault,
  kOther,
};

std::string_view event_name(Event event) noexcept;      // "login_accepted", …
std::string_view event_meaning(Event event) noexcept;   // one sentence for people, without a full stop
pki::Result<Event> parse_event(std::string_view name);  // fails with kRequestBadValue

// AppliedFault is the fault that hit a request.
struct AppliedFault {
  std::uint64_t id = 0;
  FaultKind kind = FaultKind::kAnswer;
};

// Deed is what the surface that answered a request tells of it.
struct Deed {
  Event event = Event::kOther;
  std::string user = {};    // the name that was given at a login; empty: none
  std::string issued = {};  // serial of the certificate that the answer hands out or announces; empty: none
  bool notice = false;      // the answer shows the renewal notice
  std::optional<AppliedFault> fault = std::nullopt;
};

}  // namespace orcamo::mock

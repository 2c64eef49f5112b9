#include "workflow/step_transport.hpp"

#include <algorithm>
#include <utility>

#include "orcamo/pki/secret.hpp"
#include "transport/allowance.hpp"
#include "workflow/retry_after.hpp"

namespace orcamo::client {

using pki::Errc;
using pki::Error;

StepTransport::StepTransport(Transport& transport, Pacer& pacer, const pki::Clock& clock,
                             std::chrono::milliseconds patience, std::stop_token stop)
    : transport_(transport), pacer_(pacer), clock_(clock), patience_(patience), stop_(std::move(stop)) {}

void StepTransport::allow(std::optional<std::chrono::milliseconds> length) {
  deadline_ = length ? std::optional(deadline_after(pacer_.now(), *length)) : std::nullopt;
  retry_after_.reset();
}

std::optional<std::chrono::milliseconds> StepTransport::left() const {
  if (!deadline_) return std::nullopt;
  return std::max(std::chrono::ceil<std::chrono::milliseconds>(*deadline_ - pacer_.now()),
                  std::chrono::milliseconds(0));
}

pki::Result<HttpResponse> StepTransport::exchange(const HttpRequest& request, const pki::Credential* credential) {
  if (stop_.stop_requested()) return Error(Errc::kCancelled, "stopped on request before asking the server");
  const auto left = this->left();
  if (left == std::chrono::milliseconds(0)) {
    return Error(Errc::kTimeout, "the time for this step was over before the server could be asked", "try again later");
  }
  HttpRequest in_time = request;
  in_time.patience = left ? std::min(*left, patience_) : patience_;
  auto answer = transport_.exchange(in_time, credential);
  for (auto& [name, value] : in_time.headers) {
    if (name == "Authorization") (void)pki::Secret::take(value);  // wipes the copy
  }
  (void)pki::Secret::take(in_time.body);  // a login form's password may be in it
  retry_after_ = answer ? retry_after_of(*answer, clock_.now()) : std::nullopt;
  return answer;
}

}  // namespace orcamo::client

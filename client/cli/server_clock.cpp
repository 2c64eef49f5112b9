#include "cli/server_clock.hpp"

#include <chrono>

#include "workflow/http_date.hpp"

namespace orcamo::client {
namespace {

constexpr pki::Seconds kOfNoConcern = std::chrono::minutes(2);

}  // namespace

bool ServerClock::differs() const noexcept { return ahead_ && std::chrono::abs(*ahead_) > kOfNoConcern; }

pki::Result<HttpResponse> ServerClock::exchange(const HttpRequest& request, const pki::Credential* credential) {
  auto answer = transport_.exchange(request, credential);
  if (!answer) return answer;
  if (const auto date = http_date(answer->header("Date"))) ahead_ = *date - clock_.now();
  return answer;
}

}  // namespace orcamo::client

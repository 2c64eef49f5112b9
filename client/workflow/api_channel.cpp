#include "orcamo/client/api_channel.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "transport/url.hpp"
#include "workflow/answer.hpp"
#include "workflow/p12_answer.hpp"
#include "workflow/retry_after.hpp"

namespace orcamo::client {
namespace {

constexpr std::string_view kApiPath = "/api/cert";
constexpr std::size_t kLongestPass = 1024;  // octets; more than any, and no more than a record of the renewal takes

pki::Error unexpected(std::string_view what) {
  return pki::Error(pki::Errc::kAnswerUnexpected, "the answer to POST /api/cert " + std::string(what),
                    "check that the address is that of an ORCAMO server");
}

}  // namespace

pki::Result<Replacement> ApiChannel::request(Transport& transport, const pki::Credential& old) {
  const HttpRequest request{
      "POST",
      address_at(server_, kApiPath),
      {{"Accept", "application/json"}, {"Content-Type", "application/json"}},
      "{}",
  };
  auto answer = transport.exchange(request, &old);
  retry_after_ = answer ? retry_after_of(*answer, clock_.now()) : std::nullopt;
  if (!answer) return answer.error();
  // 302 with the same body is a success in the field (protocol.md, the machine path); nobody follows it.
  if (auto accepted = accept_status(*answer, {200, 201, 302}); !accepted) return accepted.error();
  const pki::Error refused = refusal(*answer);

  auto body = take_json(*answer);
  if (!body) return answer->status == 302 ? refused : body.error();
  Replacement replacement;
  if (const auto pass = body->find("pass"); pass != body->end() && pass->is_string()) {
    replacement.password = pki::Secret::take(pass->get_ref<std::string&>());
  }
  replacement.url = text_at(*body, "uri");
  if (!replacement.url.starts_with("https://")) return unexpected("has no https uri");
  if (replacement.url.size() > Url::kMostOctets) return unexpected("has a uri of more than 8192 octets");
  if (replacement.password.empty()) return unexpected("has no pass");
  if (replacement.password.reveal().size() > kLongestPass) return unexpected("has a pass of more than 1024 octets");
  return replacement;
}

pki::Result<Arrival> ApiChannel::download(Transport& transport, const Replacement& replacement,
                                          const pki::Credential& old) {
  const HttpRequest request{"GET", replacement.url, {{"Accept", "application/x-pkcs12, */*"}}, {}};
  auto answer = transport.exchange(request, &old);
  retry_after_ = answer ? retry_after_of(*answer, clock_.now()) : std::nullopt;
  if (!answer) return answer.error();
  auto arrival = take_p12(*answer, replacement.url);
  if (!arrival) return arrival;
  arrival->password = replacement.password.clone();
  return arrival;
}

}  // namespace orcamo::client

#include "orcamo/client/api_channel.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "store/file_name.hpp"
#include "workflow/announced_file_name.hpp"
#include "workflow/answer.hpp"
#include "workflow/retry_after.hpp"

namespace orcamo::client {
namespace {

constexpr std::string_view kApiPath = "/api/cert";

pki::Error unexpected(std::string_view what) {
  return pki::Error(pki::Errc::kAnswerUnexpected, "the answer to POST /api/cert " + std::string(what),
                    "check that the address is that of an ORCAMO server");
}

// gone names what is wrong with a link that leads to nothing (404, 410): its own code, since a new link can help.
pki::Error gone(const pki::Error& refused, unsigned status) {
  if (status != 404 && status != 410) return refused;
  return pki::Error(status == 404 ? pki::Errc::kLinkUnknown : pki::Errc::kLinkExpired, refused.message(),
                    "run the renewal again: it asks for a new link");
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
  retry_after_ = answer ? retry_after_of(*answer) : std::nullopt;
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
  if (replacement.password.empty()) return unexpected("has no pass");
  return replacement;
}

pki::Result<Arrival> ApiChannel::download(Transport& transport, const Replacement& replacement,
                                          const pki::Credential& old) {
  const HttpRequest request{"GET", replacement.url, {{"Accept", "application/x-pkcs12, */*"}}, {}};
  auto answer = transport.exchange(request, &old);
  retry_after_ = answer ? retry_after_of(*answer) : std::nullopt;
  if (!answer) return answer.error();
  const unsigned status = answer->status;
  if (auto accepted = accept_status(*answer, {200}); !accepted) return gone(accepted.error(), status);

  Arrival arrival;
  arrival.file_name = announced_file_name(answer->header("Content-Disposition"), replacement.url);
  if (auto safe = check_file_name(arrival.file_name); !safe) return safe.error();
  const pki::BytesView octets = pki::as_bytes(answer->body);
  arrival.p12.assign(octets.begin(), octets.end());
  arrival.password = replacement.password.clone();
  return arrival;
}

}  // namespace orcamo::client

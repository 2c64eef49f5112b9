#include "world/event.hpp"

#include <algorithm>
#include <array>

#include "orcamo/pki/in_quotes.hpp"

namespace orcamo::mock {
namespace {

struct Row {
  Event event;
  std::string_view name;
  std::string_view meaning;
};

constexpr std::array kEvents{
    Row{Event::kLoginAccepted, "login_accepted", "a session began, by the form or by start_session"},
    Row{Event::kLoginRefused, "login_refused", "user name or password was wrong, wherever they were sent"},
    Row{Event::kLoggedOut, "logged_out", "a session ended, or there was none to end"},
    Row{Event::kRenewalRequested, "renewal_requested", "POST /api/cert was answered with a link and a password"},
    Row{Event::kRenewalRefused, "renewal_refused", "POST /api/cert was not"},
    Row{Event::kCertificateFetched, "certificate_fetched", "a .p12 was handed out, by a link or by the console"},
    Row{Event::kFetchRefused, "fetch_refused", "a .p12 was asked for and not handed out"},
    Row{Event::kPasswordRevealed, "password_revealed", "the console showed the password of a .p12"},
    Row{Event::kPage, "page", "any other page or static file"},
    Row{Event::kRpc, "rpc", "any other JSON-RPC call"},
    Row{Event::kRest, "rest", "a call of the REST API"},
    Row{Event::kNotPermitted, "not_permitted",
        "403 NOT PERMITTED CERTIFICATE: the certificate is none of this sandbox, or past its end and let in only to "
        "renew itself"},
    Row{Event::kCertificateRefused, "certificate_refused",
        "the persona refused the certificate, at this request or already at the handshake"},
    Row{Event::kMisdirected, "misdirected",
        "the request was for another sandbox than its connection, or that one was deleted"},
    Row{Event::kNotFound, "not_found", "there is nothing at that path, or not for that method"},
    Row{Event::kMalformed, "malformed", "what came was no request, was too large, or did not come to its end"},
    Row{Event::kFailed, "failed", "the server failed while it answered"},
    Row{Event::kFault, "fault", "no answer, or no proper one, on purpose"},
    Row{Event::kOther, "other", "none of these"},
};

const Row& row_of(Event event) noexcept {
  return *std::find_if(kEvents.begin(), kEvents.end(), [event](const Row& row) { return row.event == event; });
}

}  // namespace

std::string_view event_name(Event event) noexcept { return row_of(event).name; }

std::string_view event_meaning(Event event) noexcept { return row_of(event).meaning; }

pki::Result<Event> parse_event(std::string_view name) {
  std::string known;
  for (const Row& row : kEvents) {
    if (row.name == name) return row.event;
    known += (known.empty() ? "" : ", ") + std::string(row.name);
  }
  return pki::Error(pki::Errc::kRequestBadValue, pki::in_quotes(name) + " is not an event", "use one of: " + known);
}

}  // namespace orcamo::mock

#include "workflow/answer.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "identity/file_kind.hpp"
#include "identity/printable.hpp"
#include "orcamo/pki/bytes.hpp"
#include "orcamo/pki/secret.hpp"

namespace orcamo::client {
namespace {

using pki::Errc;
using pki::Error;

std::string_view title_of(std::string_view page) {
  constexpr std::string_view kOpen = "<title>";
  const std::size_t start = page.find(kOpen);
  if (start == std::string_view::npos) return {};
  const std::size_t end = page.find("</title>", start);
  return end == std::string_view::npos ? std::string_view()
                                       : page.substr(start + kOpen.size(), end - start - kOpen.size());
}

// said_in is what may be shown of a body: it takes a plain text of no more than a few lines for a message to people.
std::string said_in(const std::string& body) {
  constexpr std::size_t kLongest = 400;  // octets
  const auto kind = recognize_stranger(pki::as_bytes(body));
  if (!kind) return {};
  if (kind->name == "an HTML page" || kind->name == "an XML or HTML text") return excerpt(title_of(body));
  const bool plain = kind->name == "a plain text" && body.size() <= kLongest;
  return plain && body.find_first_of("{[\"") == std::string::npos ? excerpt(body) : std::string();
}

// is_busy: the server would answer at another time.
bool is_busy(unsigned status) noexcept { return status >= 500 || status == 429; }

std::string_view advice_for(unsigned status) {
  if (is_busy(status)) return "try again later";
  if (status >= 300 && status < 400) return "use the address that it redirects to; redirects are not followed";
  if (status == 404) return "check the server's address";
  return "check the server's address, and that this certificate belongs to it";
}

}  // namespace

std::string address_at(std::string_view server, std::string_view path) {
  while (server.ends_with('/')) server.remove_suffix(1);
  return std::string(server) + std::string(path);
}

std::string excerpt(std::string_view text) {
  constexpr std::size_t kShown = 160;  // octets
  return excerpt(text, kShown);
}

pki::Error refusal(const HttpResponse& answer) {
  const std::string_view location = answer.header("Location");
  std::string said = said_in(answer.body);
  if (said.empty() && !location.empty()) said = "to " + excerpt(location);
  return Error(
      is_busy(answer.status) ? Errc::kServerUnavailable : Errc::kServerRefused,
      "the server answered with HTTP status " + std::to_string(answer.status) + (said.empty() ? "" : ": " + said),
      std::string(advice_for(answer.status)));
}

pki::Result<void> accept_status(HttpResponse& answer, std::initializer_list<unsigned> accepted) {
  if (std::find(accepted.begin(), accepted.end(), answer.status) != accepted.end()) return {};
  const Error refused = refusal(answer);
  (void)pki::Secret::take(answer.body);  // wipes it
  return refused;
}

pki::Result<nlohmann::json> take_json(HttpResponse& answer) {
  const pki::Secret text = pki::Secret::take(answer.body);
  nlohmann::json parsed = nlohmann::json::parse(text.reveal(), nullptr, false);
  if (parsed.is_object()) return parsed;

  const auto stranger = recognize_stranger(pki::as_bytes(text.reveal()));
  std::string what = "something else";
  if (!parsed.is_discarded()) {
    what = "JSON that is no object";
  } else if (stranger && stranger->name == "empty") {
    what = "nothing";
  } else if (stranger && stranger->name == "a JSON text") {
    what = "damaged JSON";
  } else if (stranger) {
    what = stranger->name;
    const std::string title = excerpt(title_of(text.reveal()));
    if (!title.empty()) what += " (" + title + ")";
  }
  return Error(Errc::kNotJson, "the server answered with " + what + " where a JSON object was due",
               "check the server's address; a proxy or a maintenance page may stand in its place");
}

std::string text_at(const nlohmann::json& object, std::string_view key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace orcamo::client

#include "claims.hpp"
#include "orcamo/pki/clock.hpp"
#include "surfaces/json.hpp"
#include "surfaces/weborca_login.hpp"
#include "world/world.hpp"

// The body of POST /rpc/, as one sends it whose certificate is good: with the right password, and without any.
// The word SESSION in it stands for a session that this client has begun.
namespace orcamo::testing {
namespace {

using mock::Json;

constexpr std::string_view kUser = "ormaster";
constexpr std::string_view kPassword = "ormaster";
constexpr std::string_view kAuthorization = "Basic b3JtYXN0ZXI6b3JtYXN0ZXI=";  // ormaster:ormaster

struct Stage {
  Stage() {
    mock::add_weborca_login(router);
    mock::IssueRequest order;
    order.not_after = real.now() + pki::days(30);  // the notice is shown
    presented = sandbox.issue(std::move(order)).value();
  }

  std::string live_session() {
    const pki::Certificate& certificate = presented->credential.certificate;
    if (!sandbox.has_session(session, certificate)) session = sandbox.log_in(kUser, kPassword, certificate).value();
    return session;
  }

  mock::Response post(std::string body, mock::Headers headers) {
    mock::Request request;
    request.method = "POST";
    request.path = "/rpc/";
    request.headers = std::move(headers);
    request.headers.emplace_back("Host", "localhost:8443");
    request.body = std::move(body);
    request.sandbox = sandbox.shared_from_this();
    request.presented = presented->credential.certificate;
    return std::get<mock::Response>(router.dispatch(request));
  }

  pki::ManualClock real{std::chrono::sys_days(std::chrono::year(2030) / 5 / 17) + std::chrono::hours(3)};
  std::unique_ptr<mock::World> world = mock::World::create(real).value();
  mock::Sandbox& sandbox = world->default_sandbox();
  mock::Router router;
  mock::GenerationRef presented;
  std::string session;
};

std::string with_session(std::string_view text, const std::string& session) {
  constexpr std::string_view kWord = "SESSION";
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const bool here = text.substr(at).starts_with(kWord);
    out += here ? session : std::string(1, text[at]);
    at += here ? kWord.size() : 1;
  }
  return out;
}

// claim_answer returns what was answered: JSON-RPC 2.0 or a problem, never anything else.
Json claim_answer(const mock::Response& response, const pki::Result<Json>& sent) {
  const auto answer = mock::parse_json(response.body);
  claim(answer && answer->is_object(), "an answer is a JSON object", response.body);
  if (response.status == 401) {
    claim(answer->value("code", "") == "server.login_refused", "a refusal is a problem with a code", response.body);
    return *answer;
  }
  claim(response.status == 200, "an answer is a success or a refusal of the password", response.body);
  claim(answer->value("jsonrpc", "") == "2.0", "an answer is JSON-RPC 2.0", response.body);
  claim(answer->contains("result") != answer->contains("error"), "an answer is a result or an error", response.body);
  if (answer->contains("error")) {
    claim((*answer)["error"]["code"].is_number_integer() && (*answer)["error"]["message"].is_string(),
          "an error has a code and a message", response.body);
  }
  claim(answer->contains("id"), "an answer has an id", response.body);
  if (sent && sent->is_object() && sent->contains("id")) {
    claim(mock::json_text((*answer)["id"]) == mock::json_text((*sent)["id"]), "an id is that of the call",
          response.body);
  }
  return *answer;
}

void call(std::string_view text) {
  static Stage stage;
  const std::string session = stage.live_session();
  const std::string body = with_session(text, session);
  const auto sent = mock::parse_json(body);

  (void)claim_answer(stage.post(body, {{"Authorization", std::string(kAuthorization)}}), sent);
  const std::string ours = stage.live_session();
  const std::string again = with_session(text, ours);
  const Json without = claim_answer(stage.post(again, {}), mock::parse_json(again));
  claim(!without.contains("result") || again.find(ours) != std::string::npos,
        "who gives no password gets a result in a session only", without.dump());
}

}  // namespace
}  // namespace orcamo::testing

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  orcamo::testing::call(orcamo::testing::text_of(data, size));
  return 0;
}

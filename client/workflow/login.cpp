#include "orcamo/client/login.hpp"

#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "transport/basic_authorization.hpp"
#include "workflow/answer.hpp"

namespace orcamo::client {
namespace {

using nlohmann::json;
using pki::Errc;
using pki::Error;
using pki::Result;

constexpr std::string_view kRpcPath = "/rpc/";
constexpr const char* kClientVersion = "2.0.0";

// basic is the value of an Authorization header. The text is reserved whole: one that moves as it grows leaves a copy
// that nobody wipes.
pki::Secret basic(const Account& account) {
  std::string plain;
  plain.reserve(account.user.size() + 1 + account.password.reveal().size());
  plain.append(account.user).append(":").append(account.password.reveal());
  return basic_authorization(pki::Secret::take(plain).reveal());
}

Error unexpected(std::string_view method, std::string_view what) {
  return Error(Errc::kAnswerUnexpected, "the answer to " + std::string(method) + " " + std::string(what),
               "check that the address is that of a WebORCA server");
}

// Caller makes the JSON-RPC 2.0 calls of one login, numbered from 1.
class Caller {
 public:
  Caller(Transport& transport, const pki::Credential& credential) : transport_(transport), credential_(credential) {}

  // call returns the `result` object. `authorization`: null sends none.
  Result<json> call(const std::string& url, const char* method, json params, const pki::Secret* authorization) {
    auto result = answered(url, method, std::move(params), authorization);
    if (!result) return result.error().while_doing("logging in");
    return result;
  }

 private:
  Result<json> answered(const std::string& url, const char* method, json params, const pki::Secret* authorization) {
    const int id = ++last_id_;
    HttpRequest request;
    request.method = "POST";
    request.url = url;
    request.headers = {{"Accept", "application/json"}, {"Content-Type", "application/json"}};
    request.body = json{{"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", std::move(params)}}.dump();
    if (authorization != nullptr) request.headers.emplace_back("Authorization", authorization->reveal());

    auto answer = transport_.exchange(request, &credential_);
    if (authorization != nullptr) (void)pki::Secret::take(request.headers.back().second);  // wipes it
    if (!answer) return answer.error();
    if (answer->status == 401) {
      return Error(Errc::kLoginRefused, "the server does not accept the user name or the password",
                   "check both; they are those of the login page, not those of the certificate");
    }
    if (auto accepted = accept_status(*answer, {200}); !accepted) return accepted.error();

    auto body = take_json(*answer);
    if (!body) return body.error();
    if (const auto error = body->find("error"); error != body->end() && error->is_object()) {
      const auto code = error->find("code");
      const std::string number = code != error->end() && code->is_number_integer() ? " (" + code->dump() + ")" : "";
      return Error(Errc::kServerRefused, "the server refused: " + excerpt(text_at(*error, "message")) + number,
                   "check that the server speaks to clients of this version");
    }
    const auto echoed = body->find("id");
    if (echoed == body->end() || *echoed != id) return unexpected(method, "is for another call");
    const auto result = body->find("result");
    if (result == body->end() || !result->is_object()) return unexpected(method, "has no result");
    return json(std::move(*result));
  }

  Transport& transport_;
  const pki::Credential& credential_;
  int last_id_ = 0;
};

}  // namespace

Result<Login> log_in(Transport& transport, const std::string& server, const Account& account,
                     const pki::Credential& credential) {
  const std::string rpc = address_at(server, kRpcPath);
  const pki::Secret authorization = basic(account);
  Caller caller(transport, credential);

  auto info = caller.call(rpc, "get_server_info", json::object(), &authorization);
  if (!info) return info.error();
  for (const char* key : {"protocol_version", "application_version", "server_type"}) {
    if (text_at(*info, key).empty()) return unexpected("get_server_info", "lacks " + std::string(key));
  }

  auto session = caller.call(rpc, "start_session", {{"meta", {{"client_version", kClientVersion}}}}, &authorization);
  if (!session) return session.error();
  const auto meta = session->find("meta");
  const std::string id = meta != session->end() ? text_at(*meta, "session_id") : std::string();
  const std::string endpoint = text_at(*session, "app_rpc_endpoint_uri");
  if (id.empty()) return unexpected("start_session", "lacks meta.session_id");
  if (!endpoint.starts_with("https://")) return unexpected("start_session", "has no https app_rpc_endpoint_uri");

  // Whether the session ends now or by itself later: the login has been proved.
  (void)caller.call(endpoint, "end_session", {{"meta", {{"session_id", id}}}}, nullptr);
  return Login{text_at(*session, "startup_message")};
}

}  // namespace orcamo::client

#include "fake_server.hpp"

#include <nlohmann/json.hpp>

namespace orcamo::testing {
namespace {

using client::HttpRequest;
using nlohmann::json;
using pki::Credential;

std::string call_name(const HttpRequest& request) {
  if (request.method == "GET") return "download";
  if (request.url.ends_with("/api/cert")) return "request";
  return json::parse(request.body).at("method");
}

}  // namespace

pki::Result<client::HttpResponse> answer(unsigned status, std::string body, client::Headers headers) {
  return client::HttpResponse{status, std::move(headers), std::move(body)};
}

pki::Result<client::HttpResponse> failure(pki::Errc code) { return pki::Error(code, "so the test wants it"); }

std::string rpc_result(const HttpRequest& request, const std::string& result) {
  return json{{"jsonrpc", "2.0"}, {"id", json::parse(request.body).at("id")}, {"result", json::parse(result)}}.dump();
}

FakeServer::FakeServer(const Credential& old, const client::Arrival& offered) {
  answers["request"] = [&offered](const HttpRequest&, const Credential&) {
    const json body{{"uri", std::string(kServer) + "/api/cert/token"}, {"pass", offered.password.reveal()}};
    return answer(200, body.dump());
  };
  answers["download"] = [&offered](const HttpRequest&, const Credential&) {
    return answer(200, std::string(pki::as_text(offered.p12)),
                  {{"Content-Disposition", "attachment; filename=\"" + offered.file_name + "\""}});
  };
  answers["get_server_info"] = [](const HttpRequest& request, const Credential&) {
    return answer(
        200, rpc_result(request, R"({"protocol_version":"1.0","application_version":"1.0","server_type":"ginbee"})"));
  };
  answers["start_session"] = [old_serial = old.certificate.serial()](const HttpRequest& request,
                                                                     const Credential& credential) {
    json result{{"meta", {{"session_id", "s1"}}},
                {"app_rpc_endpoint_uri", std::string(kServer) + "/rpc/session"},
                {"app_rest_api_uri_root", std::string(kServer) + "/api/"}};
    if (credential.certificate.serial() == old_serial)
      result["startup_message"] = "クライアント証明書の有効期限が近づいています";
    return answer(200, rpc_result(request, result.dump()));
  };
  answers["end_session"] = [](const HttpRequest& request, const Credential&) {
    return answer(200, rpc_result(request, R"({"meta":{}})"));
  };
}

pki::Result<client::HttpResponse> FakeServer::exchange(const HttpRequest& request, const Credential* credential) {
  const std::string name = call_name(request);
  log.push_back(name + " " + credential->certificate.serial());
  requests.push_back(request);
  return answers.at(name)(request, *credential);
}

void FakeServer::serve(MockTransport& transport) {
  ON_CALL(transport, exchange).WillByDefault([this](const HttpRequest& request, const Credential* credential) {
    return exchange(request, credential);
  });
}

}  // namespace orcamo::testing

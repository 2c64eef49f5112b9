#pragma once
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "identities.hpp"
#include "orcamo/client/transport.hpp"
#include "orcamo/testing/mocks.hpp"

namespace orcamo::testing {

constexpr const char* kServer = "https://localhost:8443";

pki::Result<client::HttpResponse> answer(unsigned status, std::string body, client::Headers headers = {});
pki::Result<client::HttpResponse> failure(pki::Errc code);

// FakeServer answers as a server does that renews `old` by `offered`. A test replaces the answer of one call by its
// name: request, download, get_server_info, start_session, end_session.
class FakeServer {
 public:
  using Answer = std::function<pki::Result<client::HttpResponse>(const client::HttpRequest&, const pki::Credential&)>;

  FakeServer(const pki::Credential& old, const client::Arrival& offered);

  pki::Result<client::HttpResponse> exchange(const client::HttpRequest& request, const pki::Credential* credential);

  // serve lets `transport` answer as this server; expectations may be set on it.
  void serve(MockTransport& transport);

  std::map<std::string, Answer> answers;
  std::vector<std::string> log;  // "start_session 123456": the call, and the serial it came with
  std::vector<client::HttpRequest> requests;
};

// rpc_result is the JSON-RPC answer to `request` with that `result`, both JSON.
std::string rpc_result(const client::HttpRequest& request, const std::string& result);

}  // namespace orcamo::testing

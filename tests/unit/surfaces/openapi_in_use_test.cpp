#include <algorithm>
#include <iterator>
#include <memory>

#include "openapi_test_kit.hpp"
#include "surfaces/form.hpp"

namespace orcamo::mock {
namespace {

using ::testing::IsEmpty;

// Everything that the document says can happen, made to happen.
class OpenApiInUse : public OpenApi {
 protected:
  // call sends one request, and holds what is sent and answered against the document.
  Response call(const std::string& method, const std::string& pattern, const std::string& body = {},
                const std::string& query = {}, const Headers& headers = {}) {
    return call_by(admin_routes, method, pattern, body, query, headers);
  }

  Response call_by(const Router& router, const std::string& method, const std::string& pattern, const std::string& body,
                   const std::string& query, const Headers& headers) {
    const auto response = ask(router, method, target_of(pattern) + (query.empty() ? "" : "?" + query), body, headers);
    const auto operations = document.operations();
    const auto operation = std::find_if(operations.begin(), operations.end(), [&](const auto& each) {
      return each.method == method && each.pattern == pattern;
    });
    if (operation == operations.end()) {
      ADD_FAILURE() << method << " " << pattern << " is not documented";
      return response;
    }
    SCOPED_TRACE(method + " " + pattern + " " + query + " " + body + " -> " + std::to_string(response.status));
    if (response.status < 400 || response.status == 409) look_at_request(*operation, body, query);
    look_at_answer(*operation, response);
    return response;
  }

  void look_at_request(const ApiDocument::Operation& operation, const std::string& body, const std::string& query) {
    const auto said = operation.at / "requestBody";
    EXPECT_TRUE(document.has(said) || body.empty()) << "a body that is not documented";
    if (document.has(said)) {
      EXPECT_TRUE(!body.empty() || document.at(said / "required") == false) << "no body, where it is said to be needed";
      if (!body.empty()) hold(said / "content" / "application/json" / "schema", Json::parse(body));
    }
    for (const auto& [name, value] : parse_form(query)) {
      happened.insert(operation.method + " " + operation.pattern + " ?" + name);
      for (const auto& [documented, at] : document.parameters(operation, "query")) {
        const bool is_number = document.at(at / "schema").value("type", "") == "integer";
        if (documented == name) hold(at / "schema", is_number ? Json::parse(value) : Json(value));
      }
    }
  }

  void look_at_answer(const ApiDocument::Operation& operation, const Response& response) {
    const auto status = std::to_string(response.status);
    const auto said = operation.at / "responses" / status;
    ASSERT_TRUE(document.has(said)) << "a status that is not documented: " << response.body;
    const auto documented = document.resolve(said);
    if (!document.at(documented).contains("content")) {
      EXPECT_EQ(response.body, "");
      happened.insert(operation.method + " " + operation.pattern + " " + status);
      return;
    }
    const auto type = std::string(header(response.headers, "Content-Type"));
    const auto media = documented / "content" / type.substr(0, type.find(';'));
    ASSERT_TRUE(document.has(media)) << "a content type that is not documented: " << type;
    const bool is_json = type.ends_with("json");
    const auto body = is_json ? Json::parse(response.body) : Json(response.body);
    if (is_json || !document.at(media / "schema").contains("contentMediaType")) hold(media / "schema", body);
    happened.insert(operation.method + " " + operation.pattern + " " + status +
                    (body.is_object() && body.contains("code") ? " " + body.value("code", "") : ""));
  }

  void hold(const Pointer& schema, const Json& value) { EXPECT_THAT(document.check(schema, value), IsEmpty()); }

  // Everything of that kind that the document lists.
  Names documented() const {
    Names all;
    for (const auto& operation : document.operations()) {
      const auto prefix = operation.method + " " + operation.pattern + " ";
      for (const auto& [name, at] : document.parameters(operation, "query")) all.insert(prefix + "?" + name);
      for (const auto& [status, response] : document.at(operation.at / "responses").items()) {
        if (status == "default") continue;
        const auto codes = document.resolve(operation.at / "responses" / status) / "content" /
                           "application/problem+json" / "schema" / "allOf" / 1 / "properties" / "code" / "enum";
        if (!document.has(codes)) {
          all.insert(prefix + status);
          continue;
        }
        for (const auto& code : document.at(codes)) all.insert(prefix + status + " " + code.get<std::string>());
      }
    }
    return all;
  }

  // complain_in calls with bodies that cannot be read as an object of known keys.
  void send_nonsense(const std::string& method, const std::string& pattern) {
    call(method, pattern, "{");
    call(method, pattern, R"({"nonsense":1})");
    call(method, pattern, "[]");
  }

  void strangers() {
    const auto token = std::make_shared<const pki::Secret>(pki::Secret::copy_of("a-token-of-24-characters"));
    const auto locked = admin_router(*world, ports, {.access = {.token = token}});
    for (const auto& [method, pattern, at] : document.operations()) {
      call(method, pattern, {}, {}, {{"Origin", "https://site.example"}});
      if (pattern == "/__admin/health" || pattern == "/__admin/ready") continue;
      call_by(locked, method, pattern, {}, {}, {});
      call_by(locked, method, pattern, {}, {}, {{"Authorization", "Bearer another-token-of-30-chars"}});
    }
  }

  void nobody() {
    id = "nobody";
    for (const auto& [method, pattern, at] : document.operations()) {
      if (pattern.find("{id}") != std::string::npos) call(method, pattern);
    }
    id = "default";
  }

  void process() {
    for (const char* const name : {"health", "ready", "version", "openapi.json", "metrics"}) {
      call("GET", std::string("/__admin/") + name);
    }
    call("POST", "/__admin/shutdown");
    send_nonsense("POST", "/__admin/shutdown");
    call_by(admin_router(*world, ports, {.shutdown = [] {}}), "POST", "/__admin/shutdown", {}, {}, {});
  }

  void clock() {
    const std::string pattern = kSandbox + "/clock";
    call("GET", pattern);
    call("PUT", pattern, R"({"now":"now+1d"})");
    call("PUT", pattern, R"({"now":"cert:notAfter"})");
    call("PUT", pattern, R"({"now":"soon"})");
    call("PUT", pattern, R"({"now":"now+9999y"})");
    call("PUT", pattern, R"({"mode":"rate","rate":60})");
    send_nonsense("PUT", pattern);
    call("POST", pattern + "/advance", R"({"by":"-PT1S"})");
    call("POST", pattern + "/advance", R"({"by":"soon"})");
    call("POST", pattern + "/advance", R"({"by":"9999y"})");
    send_nonsense("POST", pattern + "/advance");
  }

  void certificates() {
    const std::string pattern = kSandbox + "/certificates";
    call("POST", pattern, R"({"not_before":"cert:notAfter"})");
    const auto issued =
        call("POST", pattern, R"({"not_before":"now-1d","not_after":"now+89d","facility":"2","client":"3",
        "key":"p-256","p12_profile":"LegacyDES+NoChain","password":"secret"})");
    serial = json::parse(issued.body).at("serial");
    call("POST", pattern, R"({"shape":"negative-serial"})");
    call("GET", "/__admin/shapes");
    for (const char* const body : {R"({"not_after":"soon"})", R"({"not_after":"now+9999y"})", R"({"key":"p-512"})",
                                   R"({"facility":"here"})", R"({"not_before":"now+2d","not_after":"now+1d"})"}) {
      call("POST", pattern, body);
    }
    send_nonsense("POST", pattern);
    for (const char* const end :
         {"/certificates", "/certificates/{serial}.p12", "/certificates/{serial}.pem", "/facilities", "/ca.pem"}) {
      call("GET", kSandbox + end);
    }
    call("POST", pattern + "/{serial}/revoke");
    send_nonsense("POST", pattern + "/{serial}/revoke");
    serial = "1";
    call("GET", pattern + "/{serial}.p12");
    call("GET", pattern + "/{serial}.pem");
    call("POST", pattern + "/{serial}/revoke");
  }

  void broken_files() {
    call("GET", "/__admin/p12/profiles");
    call("GET", "/__admin/p12/broken");
    const std::string pattern = kSandbox + "/broken-p12";
    call("POST", pattern, R"({"kind":"bad-mac","not_before":"now-1d","not_after":"now+89d","facility":"2","client":"3",
        "key":"p-256","p12_profile":"LegacyDES","password":"パス"})");
    for (const char* const flaw : {R"("p12_profile":"NoMAC")", R"("not_after":"soon")", R"("not_after":"now+9999y")",
                                   R"("not_before":"cert:1:notAfter")", R"("key":"p-512")", R"("facility":"here")",
                                   R"("not_before":"now+2d","not_after":"now+1d")"}) {
      call("POST", pattern, std::string(R"({"kind":"bad-mac",)") + flaw + "}");
    }
    send_nonsense("POST", pattern);
  }

  void policy() {
    const std::string pattern = kSandbox + "/policy";
    auto everything = Json::parse(call("GET", pattern).body);
    everything["preset"] = "nginx-front";
    call("PATCH", pattern, everything.dump());
    call("PATCH", pattern, R"({"link_uses":2,"require_body":"true"})");
    send_nonsense("PATCH", pattern);
  }

  void journal() {
    HandshakeEntry handshake;
    handshake.reason = Reason::kExpired;
    handshake.alert = "certificate_expired";
    handshake.serial = "482913";
    handshake.validity = pki::Validity{real.now() - days(2), real.now() - days(1)};
    sandbox.journal().record(handshake);
    RequestEntry request;
    request.handshake = 1;
    request.deed = {.event = Event::kLoginAccepted, .user = "ormaster", .fault = AppliedFault{1, FaultKind::kDelay}};
    request.status = 200;
    sandbox.journal().record(request);
    const std::string common = "&serial=482913&since_id=0&limit=5&wait=count:1&timeout=1s";
    call("GET", kSandbox + "/handshakes");
    call("GET", kSandbox + "/handshakes", {}, "reason=expired&verdict=refused&tls_version=TLSv1.3" + common);
    call("GET", kSandbox + "/requests");
    call("GET", kSandbox + "/requests", {}, "event=login_accepted&handshake=1" + common);
    for (const char* const end : {"/handshakes", "/requests"}) {
      call("GET", kSandbox + end, {}, "nonsense=1");
      call("GET", kSandbox + end, {}, "limit=few");
      call("GET", kSandbox + end, {}, "wait=count:1&timeout=soon");
    }
    const std::string of_request =
        R"("event":"login_accepted","issued":"1","user":"ormaster","status":200,"notice":false)";
    const std::string of_handshake = R"("verdict":"accepted","reason":"ok","tls_version":"TLSv1.3","serial":"1")";
    const std::string pattern = kSandbox + "/verify";
    call("POST", pattern, R"({"expect":[{"reason":"expired","count":1}]})");
    call("POST", pattern,
         R"({"expect":[{)" + of_request + R"(,"count":0,"after":{)" + of_handshake + "}},{" + of_handshake +
             R"(,"after":{)" + of_request + "}}]}");
    send_nonsense("POST", pattern);
    call("POST", kSandbox + "/reset", R"({"only":"journal"})");
    call("POST", kSandbox + "/reset", R"({"only":["clock","faults","policy"]})");
    call("POST", kSandbox + "/reset");
    send_nonsense("POST", kSandbox + "/reset");
  }

  void faults() {
    const std::string pattern = kSandbox + "/faults";
    for (const char* const body :
         {R"({"where":"rpc","method":"start_session","facility":"1","serial":"482913","after":1,"times":2,
              "probability":0.5,"kind":"answer","status":429,"body":"later","headers":{"Retry-After":"2"},"delay":"5ms"})",
          R"({"where":"renewal","kind":"pass","value":12345678})",
          R"({"where":"download","kind":"truncate","octets":"half"})",
          R"({"where":"download","kind":"drip","per_second":100})", R"({"where":"pages","kind":"status"})"}) {
      call("POST", pattern, body);
    }
    call("POST", pattern, R"({"where":"download","kind":"truncate"})");
    call("POST", pattern, R"({"where":"renewal","kind":"hang","facility":"here"})");
    send_nonsense("POST", pattern);
    call("GET", pattern);
    call("GET", pattern + "/{fault}");
    call("DELETE", pattern + "/{fault}");
    call("DELETE", pattern + "/{fault}");
    call("GET", pattern + "/{fault}");
    fault = "first";
    call("GET", pattern + "/{fault}");
    call("DELETE", pattern + "/{fault}");
    while (sandbox.faults().add({})) {
    }
    call("POST", pattern, R"({"where":"renewal","kind":"hang"})");
    call("DELETE", pattern);
  }

  void snapshots() {
    const std::string pattern = kSandbox + "/snapshots";
    for (int i = 0; i < 101; ++i) call("POST", pattern);
    call("GET", pattern);
    call("POST", kSandbox + "/restore", R"({"snapshot":1})");
    call("POST", kSandbox + "/restore", R"({"snapshot":101})");
    send_nonsense("POST", kSandbox + "/restore");
    call("DELETE", pattern + "/{snapshot}");
    call("DELETE", pattern + "/{snapshot}");
    snapshot = "first";
    call("DELETE", pattern + "/{snapshot}");
  }

  void sandboxes() {
    const std::string pattern = "/__admin/sandboxes";
    call("GET", "/__admin/scenarios");
    call("POST", pattern);
    call("POST", pattern, R"({"id":"a1","seed":7,"clock":{"now":"now+1y","mode":"rate","rate":2},
        "policy":{"preset":"nginx-front"},"time_to_live":"PT10M","port":8500,"scenario":"renewed",
        "faults":[{"where":"renewal","kind":"hang"}],
        "facilities":[{"facility":"1","clients":[{"client":"2","not_before":"now-1d","not_after":"now+1d","key":"p-256",
                                                  "p12_profile":"Modern2023","password":"secret","shape":"no-eku"}]}]})");
    call("POST", pattern, R"({"id":"a1"})");
    call("POST", pattern, R"({"port":8500})");
    call("POST", pattern, R"({"scenario":"renewed","policy":{"renewal_window":"10d"}})");
    const auto full = World::create(real, {.max_sandboxes = 1}).value();
    FakePorts closed;
    call_by(admin_router(*full, closed), "POST", pattern, {}, {}, {});
    for (const char* const body :
         {R"({"time_to_live":"soon"})", R"({"faults":[{}]})", R"({"clock":{"now":"now+9999y"}})",
          R"({"clock":{"now":"cert:notAfter"}})", R"({"facilities":[{"clients":[{"key":"p-512"}]}]})",
          R"({"facilities":[{"facility":"here"}]})",
          R"({"facilities":[{"clients":[{"not_before":"now+2d","not_after":"now+1d"}]}]})"}) {
      call("POST", pattern, body);
    }
    send_nonsense("POST", pattern);
    call("GET", pattern);
    call("DELETE", kSandbox);
    id = "a1";
    call("GET", kSandbox);
    call("DELETE", kSandbox);
    id = "default";
    send_nonsense("POST", "/__admin/reset");
    call("POST", "/__admin/reset");
  }

  const std::string kSandbox = "/__admin/sandboxes/{id}";
  Names happened;  // in the words of `documented`
};

TEST_F(OpenApiInUse, SaysWhatHappensAndNothingElse) {
  strangers();
  nobody();
  process();
  clock();
  certificates();
  broken_files();
  clock();
  policy();
  journal();
  faults();
  snapshots();
  sandboxes();

  Names never;
  const auto all = documented();
  std::set_difference(all.begin(), all.end(), happened.begin(), happened.end(), std::inserter(never, never.end()));
  EXPECT_THAT(never, IsEmpty()) << "documented, and did not happen";
  Names unseen;
  const auto properties = document.properties();
  const auto& seen = document.seen();
  std::set_difference(properties.begin(), properties.end(), seen.begin(), seen.end(),
                      std::inserter(unseen, unseen.end()));
  EXPECT_THAT(unseen, IsEmpty()) << "documented, and nobody sent it";
}

}  // namespace
}  // namespace orcamo::mock

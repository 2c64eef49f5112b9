#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "api_document.hpp"
#include "pages/pages.hpp"
#include "surface_test_kit.hpp"
#include "surfaces/form.hpp"
#include "world/policy_names.hpp"
#include "world/scenario.hpp"

namespace orcamo::mock {
namespace {

using ::testing::ElementsAreArray;
using ::testing::IsEmpty;
using ::testing::IsSubsetOf;
using Json = ApiDocument::Json;
using Pointer = ApiDocument::Pointer;
using Names = std::set<std::string>;

// The names that stand in JSON Schema as {"oneOf":[{"const":"name","description":"meaning"}]}.
std::map<std::string, std::string> meanings(const Json& schema) {
  std::map<std::string, std::string> all;
  for (const auto& each : schema.at("oneOf")) all.emplace(each.at("const"), each.at("description"));
  return all;
}

// The values that a schema lists; empty where it lists none. Those that are no strings are left out.
Names choices(const Json& schema) {
  Names all;
  if (schema.contains("oneOf")) {
    for (const auto& [name, meaning] : meanings(schema)) all.insert(name);
  }
  for (const auto& each : schema.value("enum", Json::array())) {
    if (each.is_string()) all.insert(each.get<std::string>());
  }
  return all;
}

Names keys_of(const Json& object) {
  Names all;
  for (const auto& [name, member] : object.items()) all.insert(name);
  return all;
}

Names words(std::string text) {
  for (const char* const filler : {"use ", " or ", ","}) {
    for (auto at = text.find(filler); at != std::string::npos; at = text.find(filler)) {
      text.replace(at, std::string_view(filler).size(), " ");
    }
  }
  std::istringstream in(text);
  return {std::istream_iterator<std::string>(in), {}};
}

// What docs/reference/openapi.json says of the admin API, and what the admin API does.
class OpenApi : public SurfaceTest {
 protected:
  // target_of fills the parameters of a pattern.
  std::string target_of(std::string pattern) const {
    const auto fill = [&](std::string_view parameter, const std::string& value) {
      if (const auto at = pattern.find(parameter); at != std::string::npos)
        pattern.replace(at, parameter.size(), value);
    };
    fill("{id}", id);
    fill("{serial}", serial);
    fill("{snapshot}", snapshot);
    return pattern.substr(std::string_view("/__admin").size());
  }

  // ask answers at once where the API would wait.
  Response ask(const Router& router, const std::string& method, const std::string& target, std::string body = {},
               Headers headers = {}) {
    const auto reply = router.dispatch(make(method, "/__admin" + target, std::move(body), std::move(headers)));
    const auto* const waiting = std::get_if<Waiting>(&reply);
    return waiting ? waiting->answer() : std::get<Response>(reply);
  }

  // known_keys are those that an answer to an unknown one lists; unset where it complains of no unknown one.
  static std::optional<Names> known_keys(const Response& response) {
    const auto body = json::parse(response.body, nullptr, false);
    if (!body.is_object() || body.value("code", "") != "request.unknown_key") return std::nullopt;
    const auto hint = body.value("hint", "");
    constexpr std::string_view kList = "known keys:";
    const auto at = hint.find(kList);
    return at == std::string::npos ? Names{} : words(hint.substr(at + kList.size()));
  }

  ApiDocument document{pages::kOpenapi};
  std::string id = "default";
  std::string serial = "482913";
  std::string snapshot = "1";
};

TEST_F(OpenApi, IsServedAsItIs) {
  const auto response = admin("GET", "/openapi.json");

  EXPECT_THAT(response, ::testing::AllOf(HasStatus(200), HasHeader("Content-Type", "application/json")));
  EXPECT_EQ(response.body, pages::kOpenapi);
  EXPECT_EQ(document.json().at("openapi"), "3.1.0");
  EXPECT_EQ(document.json().at("info").at("version"), Json::parse(admin("GET", "/version").body).at("version"));
}

TEST_F(OpenApi, HasEveryRouteAndNoOther) {
  std::vector<std::string> served;
  for (const auto& [method, pattern] : admin_routes.routes()) served.push_back(method + " " + pattern);
  std::vector<std::string> documented;
  for (const auto& operation : document.operations()) documented.push_back(operation.method + " " + operation.pattern);

  std::sort(served.begin(), served.end());
  std::sort(documented.begin(), documented.end());
  EXPECT_EQ(documented, served);
}

TEST_F(OpenApi, DescribesEverything) {
  Names operation_ids;
  for (const auto& operation : document.operations()) {
    SCOPED_TRACE(operation.method + " " + operation.pattern);
    EXPECT_TRUE(operation_ids.insert(document.at(operation.at / "operationId")).second);
    EXPECT_FALSE(document.at(operation.at / "summary").get<std::string>().empty());
    Names in_path;
    for (const auto& [name, at] : document.parameters(operation, "path")) {
      in_path.insert(name);
      EXPECT_EQ(document.at(at).at("required"), true) << name;
    }
    for (const auto& name : in_path) EXPECT_THAT(operation.pattern, ::testing::HasSubstr("{" + name + "}"));
    EXPECT_EQ(std::count(operation.pattern.begin(), operation.pattern.end(), '{'),
              static_cast<std::ptrdiff_t>(in_path.size()));
    for (const auto& [name, at] : document.parameters(operation, "query")) {
      EXPECT_TRUE(document.at(at).contains("description")) << name;
    }
  }
  for (const auto& property : document.properties()) {
    const auto& schema = document.at(Pointer(property));
    EXPECT_TRUE(schema.contains("description") || schema.contains("$ref")) << property;
    EXPECT_TRUE(schema.contains("type") || schema.contains("$ref") || schema.contains("oneOf")) << property;
  }
  EXPECT_THAT(document.unused_schemas(), IsEmpty());
}

TEST_F(OpenApi, HasEveryReasonEventAndScenarioWithItsMeaning) {
  std::map<std::string, std::string> reasons;
  for (int i = 0; i <= static_cast<int>(Reason::kAborted); ++i) {
    const auto reason = static_cast<Reason>(i);
    reasons.emplace(reason_name(reason), reason_meaning(reason));
  }
  std::map<std::string, std::string> events;
  for (int i = 0; i <= static_cast<int>(Event::kOther); ++i) {
    const auto event = static_cast<Event>(i);
    events.emplace(event_name(event), event_meaning(event));
  }

  EXPECT_EQ(meanings(document.at(Pointer("/components/schemas/Reason"))), reasons);
  EXPECT_EQ(meanings(document.at(Pointer("/components/schemas/Event"))), events);
  std::map<std::string, std::string> situations;
  for (const auto& each : scenarios()) situations.emplace(each.name, each.meaning);
  EXPECT_EQ(meanings(document.at(Pointer("/components/schemas/ScenarioName"))), situations);
}

TEST_F(OpenApi, HasEveryPolicyWithItsDefaultAndItsValues) {
  const auto& properties = document.at(Pointer("/components/schemas/Policy/properties"));
  std::vector<std::string> keys;
  for (const auto& [key, schema] : properties.items()) keys.push_back(key);
  EXPECT_THAT(keys, ElementsAreArray(policy_keys()));

  const auto now = Json::parse(admin("GET", "/sandboxes/default/policy").body);
  for (const auto& [key, schema] : properties.items()) {
    SCOPED_TRACE(key);
    EXPECT_EQ(schema.at("default"), now.at(key));
    for (const auto& each : schema.value("examples", Json::array())) {
      Policy policy;
      EXPECT_THAT(read_policy(policy, key, each.get<std::string>()), testing::IsOk());
    }
    Policy policy;
    const auto refused = read_policy(policy, key, "?");
    if (!schema.contains("enum")) continue;
    EXPECT_EQ(choices(schema), words(refused.error().hint()));
  }
}

struct Choice {
  const char* schema;
  const char* method;
  const char* target;
  const char* body;  // with "?" in the place of a value
};
void PrintTo(const Choice& row, std::ostream* out) { *out << row.schema; }

class OpenApiChoice : public OpenApi, public ::testing::WithParamInterface<Choice> {};

TEST_P(OpenApiChoice, IsWhatTheApiTakes) {
  const auto& [schema, method, target, body] = GetParam();
  const auto answer = json::parse(ask(admin_routes, method, target, body).body);

  const std::string hint = answer.at("hint");
  const auto list = hint.find("known parts:");
  EXPECT_EQ(choices(document.at(Pointer(schema))),
            words(list == std::string::npos ? hint : hint.substr(hint.find(':', list) + 1)));
}

INSTANTIATE_TEST_SUITE_P(
    Table, OpenApiChoice,
    ::testing::Values(Choice{"/components/schemas/ClockMode", "PUT", "/sandboxes/default/clock", R"({"mode":"?"})"},
                      Choice{"/components/schemas/PolicyChange/properties/preset", "PATCH", "/sandboxes/default/policy",
                             R"({"preset":"?"})"},
                      Choice{"/components/schemas/CertificateOrder/properties/key", "POST",
                             "/sandboxes/default/certificates", R"({"key":"?"})"},
                      Choice{"/components/schemas/CertificateOrder/properties/p12_profile", "POST",
                             "/sandboxes/default/certificates", R"({"p12_profile":"?"})"},
                      Choice{"/components/schemas/Part", "POST", "/sandboxes/default/reset", R"({"only":"?"})"},
                      Choice{"/components/schemas/Verdict", "GET", "/sandboxes/default/handshakes?verdict=?", ""},
                      Choice{"/components/parameters/OfTlsVersion/schema", "GET",
                             "/sandboxes/default/handshakes?tls_version=?", ""}),
    [](const auto& row) {
      std::string name = row.param.schema;
      name = name.substr(name.find("/", 12) + 1);
      std::erase_if(name, [](char c) { return c == '/' || c == '_'; });
      return name;
    });

// KeyProbe sends an unknown key to every object that the document says a request may have.
class OpenApiKeys : public OpenApi {
 protected:
  using Wrap = std::function<Json(Json)>;

  void probe(const ApiDocument::Operation& operation, const Pointer& schema, const Wrap& wrap) {
    const auto resolved = document.resolve(schema);
    const auto& object = document.at(resolved);
    if (object.contains("items")) {
      return probe(operation, resolved / "items", [&](Json item) { return wrap(Json::array({std::move(item)})); });
    }
    if (!object.contains("properties")) return;
    auto body = beside(resolved);
    body["?"] = 0;
    const auto keys = known_keys(ask(admin_routes, operation.method, target_of(operation.pattern), wrap(body).dump()));
    ASSERT_TRUE(keys) << "took an unknown key in " << wrap(body);
    EXPECT_EQ(keys_of(object.at("properties")), *keys) << resolved;
    for (const auto& [name, member] : object.at("properties").items()) {
      const auto inner = [&, key = name](Json value) {
        auto outer = beside(resolved);
        outer[key] = std::move(value);
        return wrap(std::move(outer));
      };
      probe(operation, resolved / "properties" / name, inner);
    }
  }

  // What an object needs before the API looks into it.
  static Json beside(const Pointer& schema) {
    return schema == Pointer("/components/schemas/Expectation") ? Json{{"event", "page"}} : Json::object();
  }
};

TEST_F(OpenApiKeys, OfBodiesAreThoseThatTheApiTakes) {
  for (const auto& operation : document.operations()) {
    SCOPED_TRACE(operation.method + " " + operation.pattern);
    if (document.has(operation.at / "requestBody")) {
      probe(operation, operation.at / "requestBody" / "content" / "application/json" / "schema",
            [](Json body) { return body; });
    } else {
      const auto response = ask(admin_routes, operation.method, target_of(operation.pattern), R"({"?":0})");
      EXPECT_EQ(known_keys(response), std::nullopt) << response.body;
    }
  }
}

TEST_F(OpenApiKeys, OfQueriesAreThoseThatTheApiTakes) {
  for (const auto& operation : document.operations()) {
    SCOPED_TRACE(operation.method + " " + operation.pattern);
    Names documented;
    for (const auto& [name, at] : document.parameters(operation, "query")) documented.insert(name);

    const auto keys = known_keys(ask(admin_routes, operation.method, target_of(operation.pattern) + "?unknown=1"));

    EXPECT_EQ(keys, documented);
  }
}

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
        "key":"p-256","p12_profile":"Modern2023","password":"secret"})");
    serial = json::parse(issued.body).at("serial");
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
    request.deed = {.event = Event::kLoginAccepted, .user = "ormaster"};
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
    call("POST", kSandbox + "/reset", R"({"only":["clock","policy"]})");
    call("POST", kSandbox + "/reset");
    send_nonsense("POST", kSandbox + "/reset");
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
        "facilities":[{"facility":"1","clients":[{"client":"2","not_before":"now-1d","not_after":"now+1d","key":"p-256",
                                                  "p12_profile":"Modern2023","password":"secret"}]}]})");
    call("POST", pattern, R"({"id":"a1"})");
    call("POST", pattern, R"({"port":8500})");
    call("POST", pattern, R"({"scenario":"renewed","policy":{"renewal_window":"10d"}})");
    const auto full = World::create(real, {.max_sandboxes = 1}).value();
    FakePorts closed;
    call_by(admin_router(*full, closed), "POST", pattern, {}, {}, {});
    for (const char* const body :
         {R"({"time_to_live":"soon"})", R"({"clock":{"now":"now+9999y"}})", R"({"clock":{"now":"cert:notAfter"}})",
          R"({"facilities":[{"clients":[{"key":"p-512"}]}]})", R"({"facilities":[{"facility":"here"}]})",
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
  clock();
  policy();
  journal();
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

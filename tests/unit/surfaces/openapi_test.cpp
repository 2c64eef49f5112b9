#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "openapi_test_kit.hpp"
#include "world/fault.hpp"
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

// The values that a schema lists, also beside a pattern; empty where it lists none. Those that are no strings are left
// out.
Names choices(const Json& schema) {
  Names all;
  for (const auto& each : schema.value("anyOf", Json::array())) all.merge(choices(each));
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

// known_keys are those that an answer to an unknown one lists; unset where it complains of no unknown one.
std::optional<Names> known_keys(const Response& response) {
  const auto body = json::parse(response.body, nullptr, false);
  if (!body.is_object() || body.value("code", "") != "request.unknown_key") return std::nullopt;
  const auto hint = body.value("hint", "");
  constexpr std::string_view kList = "known keys:";
  const auto at = hint.find(kList);
  return at == std::string::npos ? Names{} : words(hint.substr(at + kList.size()));
}

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

TEST_F(OpenApi, HasEveryPlaceAndKindOfFaultWithItsMeaning) {
  std::map<std::string, std::string> places;
  for (const auto place : all_places()) places.emplace(place_name(place), place_meaning(place));
  std::map<std::string, std::string> kinds;
  for (const auto kind : all_fault_kinds()) kinds.emplace(fault_kind_name(kind), fault_kind_meaning(kind));

  EXPECT_EQ(meanings(document.at(Pointer("/components/schemas/FaultPlace"))), places);
  EXPECT_EQ(meanings(document.at(Pointer("/components/schemas/FaultKind"))), kinds);
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
    const Names listed = choices(schema);
    if (listed.empty()) continue;
    EXPECT_EQ(listed, words(refused.error().hint()));
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
    ::testing::Values(
        Choice{"/components/schemas/ClockMode", "PUT", "/sandboxes/default/clock", R"({"mode":"?"})"},
        Choice{"/components/schemas/PolicyChange/properties/preset", "PATCH", "/sandboxes/default/policy",
               R"({"preset":"?"})"},
        Choice{"/components/schemas/CertificateOrder/properties/key", "POST", "/sandboxes/default/certificates",
               R"({"key":"?"})"},
        Choice{"/components/schemas/CertificateOrder/properties/p12_profile", "POST", "/sandboxes/default/certificates",
               R"({"p12_profile":"?"})"},
        Choice{"/components/schemas/BrokenKind", "POST", "/sandboxes/default/broken-p12", R"({"kind":"?"})"},
        Choice{"/components/schemas/CertificateOrder/properties/shape", "POST", "/sandboxes/default/certificates",
               R"({"shape":"?"})"},
        Choice{"/components/schemas/FaultPlace", "POST", "/sandboxes/default/faults", R"({"where":"?"})"},
        Choice{"/components/schemas/FaultKind", "POST", "/sandboxes/default/faults",
               R"({"where":"renewal","kind":"?"})"},
        Choice{"/components/schemas/Part", "POST", "/sandboxes/default/reset", R"({"only":"?"})"},
        Choice{"/components/schemas/Verdict", "GET", "/sandboxes/default/handshakes?verdict=?", ""},
        Choice{"/components/parameters/OfTlsVersion/schema", "GET", "/sandboxes/default/handshakes?tls_version=?", ""}),
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

}  // namespace
}  // namespace orcamo::mock

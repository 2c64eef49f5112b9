#include "cli/config_schema.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>
#include <vector>

#include "orcamo/pki/in_quotes.hpp"
#include "surfaces/unknown_key.hpp"

namespace orcamo::mock {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;
using Pointer = Json::json_pointer;

// The part of the schema that `schema` refers to, or is.
const Json& resolved(const Json& schema) {
  const auto reference = schema.find("$ref");
  if (reference == schema.end()) return schema;
  return config_schema().at(Pointer(reference->get<std::string>().substr(1)));
}

// The part of the schema that speaks of a member or an element; null where none does.
const Json* part_of(const Json& schema, const std::string& name) {
  const auto properties = schema.find("properties");
  if (properties != schema.end() && properties->contains(name)) return &resolved((*properties)[name]);
  const auto items = schema.find("items");
  return items == schema.end() ? nullptr : &resolved(*items);
}

// Calls visit(name, member, part of the schema, its pointer) for each member or element of `value`.
template <class Visit>
void for_each_part(const Json& value, const Json& schema, const Pointer& pointer, Visit visit) {
  if (!value.is_structured()) return;
  for (const auto& [name, member] : value.items()) {
    visit(name, member, part_of(schema, name), value.is_array() ? pointer / std::stoul(name) : pointer / name);
  }
}

std::optional<Error> find_unknown_key(const Json& value, const Json& schema, const Pointer& pointer) {
  std::optional<Error> found;
  const bool closed = schema.value("additionalProperties", Json()) == false;
  for_each_part(value, schema, pointer, [&](const std::string& name, const Json& member, const Json* part, auto place) {
    if (found) return;
    if (part) {
      found = find_unknown_key(member, *part, place);
    } else if (closed && value.is_object()) {
      std::vector<std::string_view> known;
      for (const auto& [key, ignored] : schema["properties"].items()) known.push_back(key);
      found = unknown_key(name, known);
      if (!pointer.empty()) *found = std::move(*found).while_doing(pki::shown(pointer.to_string()));
    }
  });
  return found;
}

std::string article(const std::string& type) {
  if (type == "boolean") return "true or false";
  if (type == "array") return "a list";
  if (type == "object") return "an object";
  return type == "integer" ? "a whole number" : "a " + type;
}

std::string listed(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i)
    text += (i == 0 ? "" : i + 1 == words.size() ? " or " : ", ") + words[i];
  return text;
}

// wanted says in words what a part of the schema allows.
std::string wanted(const Json& schema) {
  std::vector<std::string> choices;
  for (const Json& value : schema.value("enum", Json::array())) choices.push_back(value.dump());
  for (const Json& choice : schema.value("anyOf", Json::array())) choices.push_back(wanted(resolved(choice)));
  if (!choices.empty()) return listed(choices);
  std::string words = article(schema.value("type", "value"));
  if (schema.contains("minimum")) words += " from " + schema["minimum"].dump();
  if (schema.contains("maximum")) words += " to " + schema["maximum"].dump();
  if (schema.contains("pattern")) words += " that matches " + schema["pattern"].get<std::string>();
  if (schema.contains("minLength")) words += " that is not empty";
  return words;
}

std::string quoted(const Json& value) {
  if (value.is_structured()) return article(value.type_name());
  const std::string text = json_text(value);
  return text.size() <= 80 ? pki::shown(text) : "this " + std::string(value.type_name());
}

// What valijson found first, which is the innermost fault of the first member that has one.
Error worded(const valijson::ValidationResults::Error& fault, const Json& config) {
  Pointer pointer;
  const Json* value = &config;
  const Json* schema = &config_schema();
  for (std::size_t i = 1; i < fault.context.size(); ++i) {  // "<root>", "[name]", "[3]"
    const std::string name = fault.context[i].substr(1, fault.context[i].size() - 2);
    schema = part_of(*schema, name);
    if (value->is_array()) {
      pointer /= std::stoul(name);
    } else {
      pointer /= name;
    }
    value = &config.at(pointer);
  }
  const std::string place = pointer.empty() ? "the whole file" : pki::shown(pointer.to_string());
  if (value->is_structured() && schema->value("type", "") == value->type_name()) {
    return Error(Errc::kRequestBadValue, place + ": " + fault.description, schema->value("description", ""));
  }
  const std::string what = schema->value("writeOnly", false) ? "this value" : quoted(*value);
  return Error(Errc::kRequestBadValue, place + ": " + what + " is not allowed here", "write " + wanted(*schema));
}

// valijson takes whole numbers above 2^63 - 1 for negative ones; no bound of the schema is as high.
void lower_to_int64(nlohmann::json& value) {
  constexpr std::uint64_t kHighest = std::numeric_limits<std::int64_t>::max();
  if (value.is_number_unsigned()) value = std::min(value.get<std::uint64_t>(), kHighest);
  if (!value.is_structured()) return;
  for (auto& member : value) lower_to_int64(member);
}

void drop_secrets(Json& value, const Json& schema) {
  if (!value.is_structured()) return;
  for (auto member = value.begin(); member != value.end();) {
    const Json* const part = part_of(schema, value.is_object() ? member.key() : "");
    if (part && part->value("writeOnly", false)) {
      member = value.erase(member);
      continue;
    }
    if (part) drop_secrets(*member, *part);
    ++member;
  }
}

}  // namespace

const Json& config_schema() {
  static const Json schema = Json::parse(config_schema_text());
  return schema;
}

Result<void> check_config(const Json& config) {
  if (auto unknown = find_unknown_key(config, config_schema(), Pointer())) return *std::move(unknown);

  using Adapter = valijson::adapters::NlohmannJsonAdapter;
  const nlohmann::json schema_document = config_schema();
  nlohmann::json document = config;
  lower_to_int64(document);
  valijson::Schema schema;
  valijson::SchemaParser(valijson::SchemaParser::kDraft7).populateSchema(Adapter(schema_document), schema);
  valijson::ValidationResults results;
  if (valijson::Validator().validate(schema, Adapter(document), &results)) return {};
  return worded(*results.begin(), config);
}

Json without_secrets(const Json& config) {
  Json rest = config;
  drop_secrets(rest, config_schema());
  return rest;
}

}  // namespace orcamo::mock

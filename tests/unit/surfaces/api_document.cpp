#include "api_document.hpp"

#include <algorithm>
#include <functional>
#include <regex>
#include <utility>

#include "orcamo/pki/time.hpp"

namespace orcamo::mock {
namespace {

using Json = ApiDocument::Json;
using Pointer = ApiDocument::Pointer;

const std::set<std::string> kMethods{"get", "put", "post", "delete", "patch"};
const std::set<std::string> kNotes{"description", "default", "examples", "contentEncoding", "contentMediaType"};

bool has_type(const Json& value, const std::string& type) {
  if (type == "number") return value.is_number();
  if (type == "integer") return value.is_number_integer();
  return type == value.type_name();
}

// for_each_object calls `visit` with every object of the document and where it is.
void for_each_object(const Json& value, const Pointer& at,
                     const std::function<void(const Json&, const Pointer&)>& visit) {
  if (value.is_object()) visit(value, at);
  if (!value.is_structured()) return;
  for (const auto& [key, member] : value.items()) {
    for_each_object(member, value.is_array() ? at / static_cast<std::size_t>(std::stoul(key)) : at / key, visit);
  }
}

}  // namespace

std::vector<ApiDocument::Operation> ApiDocument::operations() const {
  std::vector<Operation> found;
  for (const auto& [pattern, methods] : json_.at("paths").items()) {
    for (const auto& [name, operation] : methods.items()) {
      if (!kMethods.contains(name)) continue;
      std::string method = name;
      std::transform(method.begin(), method.end(), method.begin(), [](char c) { return static_cast<char>(c & ~0x20); });
      found.push_back({std::move(method), pattern, Pointer("/paths") / pattern / name});
    }
  }
  return found;
}

Pointer ApiDocument::resolve(Pointer pointer) const {
  while (at(pointer).is_object() && at(pointer).contains("$ref")) {
    pointer = Pointer(at(pointer).at("$ref").get<std::string>().substr(1));
  }
  return pointer;
}

std::vector<std::pair<std::string, Pointer>> ApiDocument::parameters(const Operation& operation,
                                                                     std::string_view place) const {
  std::vector<std::pair<std::string, Pointer>> found;
  for (const auto& list : {operation.at.parent_pointer() / "parameters", operation.at / "parameters"}) {
    for (std::size_t i = 0; has(list) && i < at(list).size(); ++i) {
      const auto parameter = resolve(list / i);
      if (at(parameter).at("in") == place) found.emplace_back(at(parameter).at("name"), parameter);
    }
  }
  return found;
}

std::set<std::string> ApiDocument::properties() const {
  std::set<std::string> found;
  for_each_object(json_.at("components").at("schemas"), Pointer("/components/schemas"),
                  [&](const Json& object, const Pointer& at) {
                    if (!object.contains("type") || !object.contains("properties")) return;
                    for (const auto& [name, schema] : object.at("properties").items()) {
                      found.insert((at / "properties" / name).to_string());
                    }
                  });
  return found;
}

std::set<std::string> ApiDocument::unused_schemas() const {
  std::set<std::string> unused;
  for (const auto& [name, schema] : json_.at("components").at("schemas").items()) {
    unused.insert("#/components/schemas/" + name);
  }
  for_each_object(json_, Pointer(), [&](const Json& object, const Pointer&) {
    if (object.contains("$ref")) unused.erase(object.at("$ref").get<std::string>());
  });
  return unused;
}

void ApiDocument::Finding::add(Finding other) {
  faults.insert(faults.end(), other.faults.begin(), other.faults.end());
  seen.merge(other.seen);
}

std::vector<std::string> ApiDocument::check(const Pointer& schema, const Json& value) {
  auto finding = hold(schema, value, "");
  seen_.merge(finding.seen);
  return std::move(finding.faults);
}

ApiDocument::Finding ApiDocument::hold(const Pointer& schema, const Json& value, const std::string& where) const {
  const auto resolved = resolve(schema);
  Finding all;
  for (const auto& [keyword, argument] : at(resolved).items()) all.add(hold(resolved, keyword, value, where));
  return all;
}

// hold holds `value` against one keyword of the schema.
ApiDocument::Finding ApiDocument::hold(const Pointer& schema, const std::string& keyword, const Json& value,
                                       const std::string& where) const {
  const auto& argument = at(schema).at(keyword);
  const auto complain = [&](const std::string& fault) {
    return Finding{{where + ": " + fault + ": " + value.dump().substr(0, 200)}, {}};
  };
  Finding all;
  if (kNotes.contains(keyword)) return all;
  if (keyword == "type") {
    const auto types = argument.is_array() ? argument : Json::array({argument});
    const bool fits = std::any_of(types.begin(), types.end(), [&](const Json& type) { return has_type(value, type); });
    return fits ? all : complain("not of type " + argument.dump());
  }
  if (keyword == "const") return value == argument ? all : complain("not " + argument.dump());
  if (keyword == "enum") {
    const bool listed = std::find(argument.begin(), argument.end(), value) != argument.end();
    return listed ? all : complain("not in " + argument.dump());
  }
  if (keyword == "allOf") {
    for (std::size_t i = 0; i < argument.size(); ++i) all.add(hold(schema / keyword / i, value, where));
    return all;
  }
  if (keyword == "anyOf" || keyword == "oneOf") {
    int matches = 0;
    for (std::size_t i = 0; i < argument.size(); ++i) {
      auto one = hold(schema / keyword / i, value, where);
      if (!one.faults.empty()) continue;
      ++matches;
      all.add(std::move(one));
    }
    const bool fits = keyword == "anyOf" ? matches > 0 : matches == 1;
    return fits ? all : complain(std::to_string(matches) + " of " + keyword + " fit");
  }
  if (keyword == "minimum") return value.is_number() && value < argument ? complain("too small") : all;
  if (keyword == "exclusiveMinimum") return value.is_number() && value <= argument ? complain("too small") : all;
  if (keyword == "maximum") return value.is_number() && value > argument ? complain("too large") : all;
  if (keyword == "minItems") return value.size() < argument.get<std::size_t>() ? complain("too few") : all;
  if (keyword == "maxItems") return value.size() > argument.get<std::size_t>() ? complain("too many") : all;
  if (keyword == "pattern") {
    const bool fits =
        !value.is_string() || std::regex_search(value.get<std::string>(), std::regex(argument.get<std::string>()));
    return fits ? all : complain("not like " + argument.dump());
  }
  if (keyword == "format" && argument == "date-time") {
    const bool fits = !value.is_string() || pki::parse_rfc3339(value.get<std::string>()).has_value();
    return fits ? all : complain("no time");
  }
  if (keyword == "items") {
    for (std::size_t i = 0; value.is_array() && i < value.size(); ++i) {
      all.add(hold(schema / keyword, value[i], where + "/" + std::to_string(i)));
    }
    return all;
  }
  if (keyword == "required") {
    for (const auto& name : argument) {
      if (value.is_object() && !value.contains(name)) all.add(complain("without " + name.dump()));
    }
    return all;
  }
  if (keyword == "properties") {
    if (!value.is_object()) return all;
    for (const auto& [name, member] : value.items()) {
      if (!argument.contains(name)) continue;
      all.seen.insert((schema / keyword / name).to_string());
      all.add(hold(schema / keyword / name, member, where + "/" + name));
    }
    return all;
  }
  if (keyword == "additionalProperties" && argument.is_boolean()) {
    if (!value.is_object()) return all;
    for (const auto& [name, member] : value.items()) {
      const bool known =
          argument == true || (at(schema).contains("properties") && at(schema).at("properties").contains(name));
      if (!known) all.add(complain("not documented: " + name));
    }
    return all;
  }
  return complain("a keyword that the test does not know: " + keyword);
}

}  // namespace orcamo::mock

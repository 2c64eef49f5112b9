#pragma once
#include <compare>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace orcamo::mock {

// ApiDocument is an OpenAPI document as a test uses it: what it lists, and whether a value is as it says.
class ApiDocument {
 public:
  using Json = nlohmann::ordered_json;
  using Pointer = Json::json_pointer;

  struct Operation {
    std::string method;   // "GET"
    std::string pattern;  // "/__admin/sandboxes/{id}/clock"
    Pointer at;

    auto operator<=>(const Operation& other) const {
      return std::tie(pattern, method) <=> std::tie(other.pattern, other.method);
    }
    bool operator==(const Operation& other) const { return (*this <=> other) == 0; }
  };

  explicit ApiDocument(std::string_view text) : json_(Json::parse(text)) {}

  const Json& json() const noexcept { return json_; }
  const Json& at(const Pointer& pointer) const { return json_.at(pointer); }
  bool has(const Pointer& pointer) const { return json_.contains(pointer); }
  std::vector<Operation> operations() const;

  // resolve follows references until there is none.
  Pointer resolve(Pointer pointer) const;

  // The parameters of an operation that stand in "path" or "query", by name.
  std::vector<std::pair<std::string, Pointer>> parameters(const Operation& operation, std::string_view place) const;

  // Every property of every schema under components, and every schema that nothing refers to.
  std::set<std::string> properties() const;
  std::set<std::string> unused_schemas() const;

  // check holds `value` against the schema at `schema`: what is wrong, a line each. It knows the keywords of JSON
  // Schema that the document uses, and no others. Properties that `value` has are in `seen` from then on.
  std::vector<std::string> check(const Pointer& schema, const Json& value);
  const std::set<std::string>& seen() const noexcept { return seen_; }

 private:
  struct Finding {
    std::vector<std::string> faults;
    std::set<std::string> seen;

    void add(Finding other);
  };
  Finding hold(const Pointer& schema, const Json& value, const std::string& where) const;
  Finding hold(const Pointer& schema, const std::string& keyword, const Json& value, const std::string& where) const;

  Json json_;
  std::set<std::string> seen_;
};

}  // namespace orcamo::mock

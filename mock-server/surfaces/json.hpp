#pragma once
#include <cstdint>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "orcamo/pki/result.hpp"

namespace orcamo::mock {

using Json = nlohmann::ordered_json;  // members stay in the order of writing

// parse_json fails with kRequestMalformed; nesting deeper than 64 levels counts as such.
pki::Result<Json> parse_json(std::string_view text);

// json_text writes `value` in one line; octets that are no UTF-8 become U+FFFD.
std::string json_text(const Json& value);

// Members are those of one JSON object, read by name and type.
class Members {
 public:
  // parse reads an object that has no other keys than `known`; an empty `text` is the empty object. Fails with
  // kRequestMalformed, kRequestBadValue (not an object), kRequestUnknownKey (the hint names the nearest known key).
  static pki::Result<Members> parse(std::string_view text, std::span<const std::string_view> known);
  static pki::Result<Members> parse(std::string_view text, std::initializer_list<std::string_view> known) {
    return parse(text, std::span(known.begin(), known.size()));
  }

  // of is the same for a value that has been read already.
  static pki::Result<Members> of(Json value, std::span<const std::string_view> known);
  static pki::Result<Members> of(Json value, std::initializer_list<std::string_view> known) {
    return of(std::move(value), std::span(known.begin(), known.size()));
  }

  // Unset where the object has no such member; fail with kRequestBadValue where it is of another type.
  pki::Result<std::optional<std::string>> text(std::string_view name) const;
  pki::Result<std::optional<double>> number(std::string_view name) const;
  pki::Result<std::optional<std::uint64_t>> count(std::string_view name) const;  // a whole number, not below 0
  pki::Result<std::optional<bool>> flag(std::string_view name) const;
  pki::Result<const Json*> list(std::string_view name) const;  // null: none
  pki::Result<std::optional<Members>> object(std::string_view name, std::span<const std::string_view> known) const;
  const Json* member(std::string_view name) const;  // null: none

  // A string as it is; true, false and whole numbers as JSON writes them.
  pki::Result<std::optional<std::string>> word(std::string_view name) const;

 private:
  explicit Members(Json object) : object_(std::move(object)) {}
  Json object_;
};

}  // namespace orcamo::mock

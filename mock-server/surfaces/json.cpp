#include "surfaces/json.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "orcamo/pki/in_quotes.hpp"
#include "surfaces/unknown_key.hpp"

namespace orcamo::mock {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

constexpr int kDeepest = 64;

// Writing a value recurses, so a megabyte of brackets must not get that far.
bool nests_too_deep(std::string_view text) {
  int depth = 0;
  bool in_text = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_text) {
      if (c == '\\') ++i;
      if (c == '"') in_text = false;
      continue;
    }
    if (c == '"') in_text = true;
    if ((c == '[' || c == '{') && ++depth > kDeepest) return true;
    if (c == ']' || c == '}') --depth;
  }
  return false;
}

Error wrong_type(std::string_view name, std::string_view wanted, const Json& value) {
  return Error(Errc::kRequestBadValue,
               pki::in_quotes(name) + " must be " + std::string(wanted) + ", not " + value.type_name(),
               "send it as " + std::string(wanted));
}

}  // namespace

Result<Json> parse_json(std::string_view text) {
  if (nests_too_deep(text)) {
    return Error(Errc::kRequestMalformed, "the JSON of the request nests deeper than 64 levels", "send flat JSON");
  }
  auto value = Json::parse(text, nullptr, false);
  if (value.is_discarded()) {
    return Error(Errc::kRequestMalformed, "the body of the request is not JSON", "send a JSON object in UTF-8");
  }
  return value;
}

std::string json_text(const Json& value) { return value.dump(-1, ' ', false, Json::error_handler_t::replace); }

Result<Members> Members::parse(std::string_view text, std::span<const std::string_view> known) {
  if (text.empty()) return Members(Json::object());
  auto object = parse_json(text);
  if (!object) return std::move(object).error();
  if (!object->is_object()) return wrong_type("body", "a JSON object", *object);
  return of(*std::move(object), known);
}

Result<Members> Members::of(Json value, std::span<const std::string_view> known) {
  if (!value.is_object()) {
    return Error(Errc::kRequestBadValue, "a JSON object is due here, not " + std::string(value.type_name()),
                 "send {…}");
  }
  for (const auto& [key, member] : value.items()) {
    if (std::find(known.begin(), known.end(), key) == known.end()) return unknown_key(key, known);
  }
  return Members(std::move(value));
}

Result<std::optional<std::string>> Members::text(std::string_view name) const {
  const auto found = object_.find(name);
  if (found == object_.end()) return std::optional<std::string>();
  const auto* const value = found->get_ptr<const std::string*>();
  if (!value) return wrong_type(name, "a string", *found);
  return std::optional(*value);
}

Result<std::optional<double>> Members::number(std::string_view name) const {
  const auto found = object_.find(name);
  if (found == object_.end()) return std::optional<double>();
  if (!found->is_number()) return wrong_type(name, "a number", *found);
  return std::optional(found->get<double>());
}

Result<std::optional<std::uint64_t>> Members::count(std::string_view name) const {
  const auto found = object_.find(name);
  if (found == object_.end()) return std::optional<std::uint64_t>();
  if (!found->is_number_unsigned()) return wrong_type(name, "a whole number from 0 on", *found);
  return std::optional(found->get<std::uint64_t>());
}

Result<std::optional<bool>> Members::flag(std::string_view name) const {
  const auto found = object_.find(name);
  if (found == object_.end()) return std::optional<bool>();
  if (!found->is_boolean()) return wrong_type(name, "true or false", *found);
  return std::optional(found->get<bool>());
}

Result<const Json*> Members::list(std::string_view name) const {
  const Json* const value = member(name);
  if (value && !value->is_array()) return wrong_type(name, "a list", *value);
  return value;
}

Result<std::optional<Members>> Members::object(std::string_view name, std::span<const std::string_view> known) const {
  const Json* const value = member(name);
  if (!value) return std::optional<Members>();
  if (!value->is_object()) return wrong_type(name, "a JSON object", *value);
  auto members = of(*value, known);
  if (!members) return std::move(members).error();
  return std::optional(*std::move(members));
}

const Json* Members::member(std::string_view name) const {
  const auto found = object_.find(name);
  return found == object_.end() ? nullptr : &*found;
}

Result<std::optional<std::string>> Members::word(std::string_view name) const {
  const auto found = object_.find(name);
  if (found == object_.end() || found->is_string()) return text(name);
  if (found->is_boolean() || found->is_number_integer()) return std::optional(json_text(*found));
  return wrong_type(name, "a string, a whole number, true or false", *found);
}

}  // namespace orcamo::mock

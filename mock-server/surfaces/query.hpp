#pragma once
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "orcamo/pki/result.hpp"
#include "surfaces/form.hpp"

namespace orcamo::mock {

// Query is the part of a target behind the question mark, read by name and type.
class Query {
 public:
  // parse reads a query that has no other keys than `known`; fails with kRequestUnknownKey.
  static pki::Result<Query> parse(std::string_view text, std::initializer_list<std::string_view> known);

  std::optional<std::string> text(std::string_view name) const;

  // value stores what `read` makes of the text `name` in `into`; where there is none, nothing.
  template <class Read, class Into>
  pki::Result<void> value(std::string_view name, Read read, Into& into) const {
    const auto written = text(name);
    if (!written) return {};
    auto parsed = read(*written);
    if (!parsed) return std::move(parsed).error().while_doing("reading \"" + std::string(name) + "\"");
    into = *std::move(parsed);
    return {};
  }

 private:
  explicit Query(Form form) : form_(std::move(form)) {}
  Form form_;
};

// parse_count reads a decimal number; fails with kRequestBadValue.
pki::Result<std::uint64_t> parse_count(std::string_view text);

}  // namespace orcamo::mock

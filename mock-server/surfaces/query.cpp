#include "surfaces/query.hpp"

#include <algorithm>
#include <charconv>

#include "orcamo/pki/in_quotes.hpp"
#include "surfaces/unknown_key.hpp"

namespace orcamo::mock {

pki::Result<Query> Query::parse(std::string_view text, std::initializer_list<std::string_view> known) {
  auto form = parse_form(text);
  for (const auto& [name, value] : form) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      return unknown_key(name, std::span(known.begin(), known.size()));
    }
  }
  return Query(std::move(form));
}

std::optional<std::string> Query::text(std::string_view name) const {
  const auto found = form_.find(name);
  return found == form_.end() ? std::nullopt : std::optional(found->second);
}

pki::Result<std::uint64_t> parse_count(std::string_view text) {
  std::uint64_t count = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (fault == std::errc() && end == text.data() + text.size() && !text.empty()) return count;
  return pki::Error(pki::Errc::kRequestBadValue, pki::in_quotes(text) + " is not a whole number",
                    "write decimal digits");
}

}  // namespace orcamo::mock

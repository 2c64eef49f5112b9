#include "surfaces/unknown_key.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "surfaces/json.hpp"

namespace orcamo::mock {
namespace {

// Levenshtein's distance.
std::size_t edits_between(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, diagonal + 1, row[j] + 1});
    }
  }
  return row.back();
}

}  // namespace

pki::Error unknown_key(std::string_view key, std::span<const std::string_view> known) {
  // A key of any length may come in; only its beginning can resemble a known one.
  const auto beginning = key.substr(0, 64);
  const auto nearest = std::min_element(known.begin(), known.end(), [&](auto a, auto b) {
    return edits_between(beginning, a) < edits_between(beginning, b);
  });
  std::string hint = "there are no keys here";
  if (nearest != known.end()) {
    hint = "did you mean \"" + std::string(*nearest) + "\"? known keys:";
    for (const auto name : known) hint += " " + std::string(name);
  }
  return pki::Error(pki::Errc::kRequestUnknownKey, "the key " + json_text(std::string(beginning)) + " is unknown",
                    std::move(hint));
}

}  // namespace orcamo::mock

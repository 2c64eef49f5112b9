#include "surfaces/unknown_key.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "orcamo/pki/in_quotes.hpp"

namespace orcamo::mock {
namespace {

constexpr std::size_t kMostOfAName = 64;

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

std::string nearest_of(std::string_view name, std::span<const std::string_view> known, std::string_view kind) {
  // A name of any length may come in; only its beginning can resemble a known one.
  const auto beginning = name.substr(0, kMostOfAName);
  const auto nearest = std::min_element(known.begin(), known.end(), [&](auto a, auto b) {
    return edits_between(beginning, a) < edits_between(beginning, b);
  });
  if (nearest == known.end()) return "there are no " + std::string(kind) + " here";
  std::string hint = "did you mean \"" + std::string(*nearest) + "\"? known " + std::string(kind) + ":";
  for (const auto each : known) hint += " " + std::string(each);
  return hint;
}

pki::Error unknown_key(std::string_view key, std::span<const std::string_view> known) {
  return pki::Error(pki::Errc::kRequestUnknownKey, "the key " + pki::in_quotes(key) + " is unknown",
                    nearest_of(key, known, "keys"));
}

}  // namespace orcamo::mock

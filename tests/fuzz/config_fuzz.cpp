#include <algorithm>
#include <charconv>
#include <optional>

#include "claims.hpp"
#include "cli/config.hpp"
#include "cli/config_schema.hpp"
#include "cli/config_text.hpp"

// A config file of orcamo-mock: its text, its schema, and what `serve` makes of it.
namespace orcamo::testing {
namespace {

using mock::Json;

std::optional<long> number_behind(std::string_view said, std::string_view word) {
  const auto at = said.find(word);
  if (at == std::string_view::npos) return std::nullopt;
  long number = 0;
  const std::string_view digits = said.substr(at + word.size());
  const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return end.ec == std::errc() ? std::optional(number) : std::nullopt;
}

// claim_place: where an error names a line and a column, the text has that line, and the line that column or the one
// behind its end.
void claim_place(std::string_view said, std::string_view text) {
  if (!said.starts_with("line ")) return;
  const auto line = number_behind(said, "line ");
  const auto column = number_behind(said, ", column ");
  claim(line && column && *line >= 1 && *column >= 1, "a place is a line and a column from 1", said);
  for (long i = 1; i < *line; ++i) {
    const auto end = text.find('\n');
    claim(end != std::string_view::npos, "a line is within the text", said);
    text.remove_prefix(end + 1);
  }
  const std::string_view in_line = text.substr(0, text.find('\n'));
  claim(static_cast<std::size_t>(*column) <= in_line.size() + 2, "a column is within its line", said);
}

void claim_settings(const Json& config) {
  mock::ServeOptions options;
  const auto applied = mock::apply_config(options, config);
  if (!applied) return claim_sentence(applied.error());
  const Json written = mock::config_json(options);
  const auto fits = mock::check_config(written);
  claim(fits.has_value(), "what a config becomes is a config", fits ? "" : fits.error().message());
  mock::ServeOptions again;
  const auto reapplied = mock::apply_config(again, written);
  claim(reapplied.has_value(), "what a config becomes can be applied", reapplied ? "" : reapplied.error().message());
  claim(mock::config_json(again) == written, "what a config becomes says the same again", mock::json_text(written));
}

void read_config(std::string_view text) {
  const auto config = mock::parse_config(text);
  if (!config) {
    claim_sentence(config.error());
    return claim_place(config.error().message(), text);
  }
  const auto again = mock::parse_config(mock::json_text(*config));
  claim(again && *again == *config, "what is written is what was read", mock::json_text(*config));
  const auto fits = mock::check_config(*config);
  if (!fits) return claim_sentence(fits.error());
  claim(mock::without_secrets(mock::without_secrets(*config)) == mock::without_secrets(*config),
        "secrets are left out at once");
  claim_settings(*config);
}

}  // namespace
}  // namespace orcamo::testing

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  orcamo::testing::read_config(orcamo::testing::text_of(data, size));
  return 0;
}

#include "world/identity.hpp"

#include <algorithm>
#include <optional>

#include "orcamo/pki/in_quotes.hpp"

namespace orcamo::mock {
namespace {

// numbered reads `prefix` (which may be left out) and 1 to `most` digits, filled up with zeros to `least`.
std::optional<std::string> numbered(std::string_view text, std::string_view prefix, std::size_t least,
                                    std::size_t most) {
  if (text.starts_with(prefix)) text.remove_prefix(prefix.size());
  const bool digits = std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!digits || text.empty() || text.size() > most) return std::nullopt;
  const auto zeros = least > text.size() ? least - text.size() : 0;
  return std::string(prefix) + std::string(zeros, '0') + std::string(text);
}

}  // namespace

pki::Result<std::string> parse_facility(std::string_view text) {
  if (auto name = numbered(text, "u", 8, 8)) return *std::move(name);
  return pki::Error(pki::Errc::kIssueFacilityMalformed, pki::in_quotes(text) + " is not a facility",
                    "write u and up to eight digits, for example u00000001");
}

pki::Result<std::string> parse_client(std::string_view text) {
  if (auto name = numbered(text, "client", 3, 4)) return *std::move(name);
  return pki::Error(pki::Errc::kIssueFacilityMalformed, pki::in_quotes(text) + " is not a client of a facility",
                    "write client and three or four digits, for example client001");
}

std::string p12_file_name(std::string_view serial, const Identity& identity, FileNameForm form) {
  const auto number = form == FileNameForm::kDoubleUnderscore ? std::string(serial) + "_" : "0" + std::string(serial);
  return number + "_JP_" + identity.facility + "_" + identity.client + ".p12";
}

}  // namespace orcamo::mock

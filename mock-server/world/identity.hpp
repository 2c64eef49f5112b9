#pragma once
#include <compare>
#include <string>
#include <string_view>

#include "orcamo/pki/result.hpp"

namespace orcamo::mock {

// Identity is who a certificate speaks for: a facility (with its user number) and one client of it.
struct Identity {
  std::string facility = "u00000001";
  std::string client = "client001";

  friend auto operator<=>(const Identity&, const Identity&) = default;
};

// parse_facility reads "u00000001", "00000001" or "1" as a facility's user name; fails with kIssueFacilityMalformed.
pki::Result<std::string> parse_facility(std::string_view text);

// parse_client reads "client001", "001" or "1", up to four digits; fails with kIssueFacilityMalformed.
pki::Result<std::string> parse_client(std::string_view text);

// FileNameForm is how the file of a certificate is named: as the service does in practice, and as its manual prints it.
enum class FileNameForm {
  kDoubleUnderscore,  // 482913__JP_u00000001_client001.p12
  kSingleUnderscore,  // 0482913_JP_u00000001_client001.p12
};

// p12_file_name is the file's name for a serial of six digits.
std::string p12_file_name(std::string_view serial, const Identity& identity,
                          FileNameForm form = FileNameForm::kDoubleUnderscore);

}  // namespace orcamo::mock

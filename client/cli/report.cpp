#include "cli/report.hpp"

#include <algorithm>
#include <ostream>

#include "cli/exit_status.hpp"
#include "fmt/format.h"
#include "identity/utf8.hpp"

namespace orcamo::client {

Json describe(const pki::Certificate& certificate, const std::string& file_name) {
  return {{"serial", certificate.serial()},
          {"fingerprint_sha256", certificate.fingerprint_sha256()},
          {"not_before", pki::format_rfc3339(certificate.validity().not_before)},
          {"not_after", pki::format_rfc3339(certificate.validity().not_after)},
          {"file_name", file_name}};
}

Json describe(const pki::Error& error, Language language) {
  Json described = {{"code", pki::code_name(error.code())}, {"message", error.message()}, {"hint", error.hint()}};
  if (language == Language::kJapanese) described["headline"] = japanese_headline(error.code());
  return described;
}

void print(const Json& object, std::ostream& out) {
  // The library escapes C0 controls only; the others could be there in foreign text.
  const std::string dumped = object.dump(-1, ' ', false, Json::error_handler_t::replace);
  std::string line;
  for (std::string_view text = dumped; !text.empty();) {
    const CodePoint point = first_code_point(text);
    line += is_control(point.value) ? fmt::format("\\u{:04x}", static_cast<unsigned>(point.value))
                                    : std::string(text.substr(0, point.octets));
    text.remove_prefix(point.octets);
  }
  out << line << '\n';
}

int report_failure(const pki::Error& error, int exit_code, const Manner& manner, const Surroundings& surroundings) {
  if (manner.output == OutputForm::kJson) {
    print({{"result", "failed"}, {"error", describe(error, manner.language)}}, surroundings.out);
  } else {
    surroundings.err << "orcamo-renew: " << explain(manner.language, error) << '\n';
  }
  return exit_code;
}

int report_unknown(const pki::Error& error, const Manner& manner, const Surroundings& surroundings) {
  if (manner.output == OutputForm::kJson) {
    print({{"state", "unknown"}, {"error", describe(error, manner.language)}}, surroundings.out);
  } else {
    surroundings.out << "CERT UNKNOWN - " << plugin_text(explain(manner.language, error)) << '\n';
  }
  return exit_status::kCheckUnknown;
}

std::string plugin_text(std::string text) {
  std::replace(text.begin(), text.end(), '|', '/');
  return text;
}

}  // namespace orcamo::client

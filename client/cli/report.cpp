#include "cli/report.hpp"

#include <ostream>

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
  out << object.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
}

std::string both_zones(pki::TimePoint time) { return pki::format_rfc3339(time) + " (" + pki::format_jst(time) + ")"; }

int report_failure(const pki::Error& error, int exit_code, const Options& options, const Surroundings& surroundings) {
  if (options.output == OutputForm::kJson) {
    print({{"result", "failed"}, {"error", describe(error, options.language)}}, surroundings.out);
  } else {
    surroundings.err << "orcamo-renew: " << explain(options.language, error) << '\n';
  }
  return exit_code;
}

}  // namespace orcamo::client

#include "p12/inspection_report.hpp"

#include <nlohmann/json.hpp>

#include "identity/both_zones.hpp"
#include "identity/printable.hpp"

namespace orcamo::tools {
namespace {

using Json = nlohmann::ordered_json;

class Lines {
 public:
  void say(std::string_view label, std::string_view value) {
    text_ += "  " + std::string(label) + ": " + client::printable(value) + "\n";
  }
  const std::string& text() const noexcept { return text_; }

 private:
  std::string text_;
};

Json describe(const pki::Certificate& certificate) {
  const pki::Validity& validity = certificate.validity();
  return {{"subject", certificate.subject()},
          {"issuer", certificate.issuer()},
          {"serial", certificate.serial()},
          {"fingerprint_sha256", certificate.fingerprint_sha256()},
          {"not_before", pki::format_rfc3339(validity.not_before)},
          {"not_after", pki::format_rfc3339(validity.not_after)}};
}

}  // namespace

std::string text_report(const client::P12Inspection& inspection, const std::filesystem::path& file) {
  Lines lines;
  lines.say("verdict", client::verdict_name(inspection.verdict));
  if (inspection.error) {
    lines.say("reason", inspection.error->message());
    if (!inspection.error->hint().empty()) lines.say("what to do", inspection.error->hint());
  }
  for (const pki::Certificate& certificate : inspection.certificates) {
    lines.say("certificate", certificate.subject());
    lines.say("  issuer", certificate.issuer());
    lines.say("  serial", certificate.serial());
    lines.say("  valid from", client::both_zones(certificate.validity().not_before));
    lines.say("  valid until", client::both_zones(certificate.validity().not_after));
  }
  return client::printable(file.string()) + "\n" + lines.text();
}

std::string json_report(const client::P12Inspection& inspection, const std::filesystem::path& file) {
  Json object = {{"verdict", client::verdict_name(inspection.verdict)}, {"file", file.string()}};
  if (inspection.error) {
    object["reason"] = inspection.error->message();
    object["hint"] = inspection.error->hint();
  }
  object["certificates"] = Json::array();
  for (const pki::Certificate& certificate : inspection.certificates) {
    object["certificates"].push_back(describe(certificate));
  }
  return object.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace orcamo::tools

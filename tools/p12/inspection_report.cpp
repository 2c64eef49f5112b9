#include "p12/inspection_report.hpp"

#include <nlohmann/json.hpp>

#include "identity/both_zones.hpp"
#include "identity/printable.hpp"
#include "identity/purpose.hpp"

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

Json describe(const client::P12Algorithm& algorithm) {
  Json object = {{"use", client::use_name(algorithm.use)}, {"name", algorithm.name}};
  if (!algorithm.derivation.empty()) object["derivation"] = algorithm.derivation;
  if (algorithm.iterations) object["iterations"] = *algorithm.iterations;
  object["old"] = algorithm.is_old;
  return object;
}

Json describe(const client::P12Key& key) {
  return {
      {"kind", key.kind}, {"bits", key.bits}, {"friendly_name", key.friendly_name}, {"local_key_id", key.has_local_id}};
}

Json describe(const client::P12Certificate& held) {
  const pki::Certificate& certificate = held.certificate;
  const pki::Validity& validity = certificate.validity();
  return {{"subject", certificate.subject()},
          {"issuer", certificate.issuer()},
          {"serial", certificate.serial()},
          {"fingerprint_sha256", certificate.fingerprint_sha256()},
          {"not_before", pki::format_rfc3339(validity.not_before)},
          {"not_after", pki::format_rfc3339(validity.not_after)},
          {"not_before_jst", pki::format_jst(validity.not_before)},
          {"not_after_jst", pki::format_jst(validity.not_after)},
          {"friendly_name", held.friendly_name},
          {"local_key_id", held.has_local_id},
          {"has_key", held.has_key},
          {"is_authority", certificate.is_authority()},
          {"is_for_clients", !client::unfit_for_login(certificate)}};
}

template <class Things>
Json all_of(const Things& things) {
  Json list = Json::array();
  for (const auto& thing : things) list.push_back(describe(thing));
  return list;
}

void tell(Lines& lines, const client::P12Certificate& held) {
  const pki::Certificate& certificate = held.certificate;
  lines.say("certificate", certificate.subject() + (held.has_key ? ", with its private key" : ""));
  lines.say("  issuer", certificate.issuer());
  lines.say("  serial", certificate.serial());
  if (!held.friendly_name.empty()) lines.say("  friendly name", held.friendly_name);
  lines.say("  valid from", client::both_zones(certificate.validity().not_before));
  lines.say("  valid until", client::both_zones(certificate.validity().not_after));
}

}  // namespace

std::string text_report(const client::P12Inspection& inspection, const std::filesystem::path& file) {
  Lines lines;
  lines.say("verdict", client::verdict_name(inspection.verdict));
  if (inspection.error) {
    lines.say("reason", inspection.error->message());
    if (inspection.offset) lines.say("at octet", std::to_string(*inspection.offset));
    if (!inspection.error->hint().empty()) lines.say("what to do", inspection.error->hint());
  }
  for (const std::string& warning : inspection.warnings) lines.say("warning", warning);
  for (const client::P12Algorithm& algorithm : inspection.algorithms) {
    lines.say(client::use_name(algorithm.use), client::in_words(algorithm));
  }
  for (const client::P12Key& key : inspection.keys) {
    lines.say("private key", key.kind + ", " + std::to_string(key.bits) + " bits");
  }
  for (const client::P12Certificate& held : inspection.certificates) tell(lines, held);
  for (const client::P12Consumer& consumer : inspection.opens_in) {
    lines.say("opens in " + std::string(consumer.name), consumer.opens ? "yes" : "no: " + consumer.why_not);
  }
  return client::printable(file.string()) + "\n" + lines.text();
}

std::string json_report(const client::P12Inspection& inspection, const std::filesystem::path& file) {
  Json object = {{"verdict", client::verdict_name(inspection.verdict)}, {"file", file.string()}};
  if (inspection.error) {
    object["code"] = pki::code_name(inspection.error->code());
    object["reason"] = inspection.error->message();
    object["hint"] = inspection.error->hint();
  }
  if (inspection.offset) object["offset"] = *inspection.offset;
  object["ber"] = inspection.is_ber;
  object["warnings"] = inspection.warnings;
  object["algorithms"] = all_of(inspection.algorithms);
  object["keys"] = all_of(inspection.keys);
  object["certificates"] = all_of(inspection.certificates);
  Json opens = Json::object();
  Json why_not = Json::object();
  for (const client::P12Consumer& consumer : inspection.opens_in) {
    opens[std::string(consumer.name)] = consumer.opens;
    if (!consumer.opens) why_not[std::string(consumer.name)] = consumer.why_not;
  }
  object["opens_in"] = std::move(opens);
  object["why_not"] = std::move(why_not);
  return object.dump(-1, ' ', true, Json::error_handler_t::replace) + "\n";
}

}  // namespace orcamo::tools

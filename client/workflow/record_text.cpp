#include "workflow/record_text.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "workflow/answer.hpp"

namespace orcamo::client {
namespace {

using nlohmann::json;
using pki::Errc;
using pki::Error;

constexpr int kVersion = 1;

Error damaged(std::string_view what) {
  return Error(Errc::kRenewalJournalUnusable, "the record of an interrupted renewal " + std::string(what));
}

// plain_name: of a file beside the record, and nowhere else.
bool plain_name(const std::string& name) noexcept { return !name.empty() && name.find('/') == std::string::npos; }

}  // namespace

std::string write_record(const RecordText& text) {
  const RenewalRecord& record = text.record;
  json object{{"version", kVersion},           {"old", record.old_fingerprint},
              {"new", record.new_fingerprint}, {"server", record.server},
              {"channel", record.channel},     {"committed", record.committed == Committed::kYes}};
  if (record.replacement) {
    object["link"] = {{"url", record.replacement->url},
                      {"password_url", record.replacement->password_url},
                      {"password", text.link_password}};
  }
  if (record.arrival) {
    object["file"] = {
        {"name", record.arrival->file_name}, {"p12", text.arrival_p12}, {"password", text.arrival_password}};
  }
  return object.dump(2, ' ', false, json::error_handler_t::replace) + '\n';
}

pki::Result<RecordText> read_record(std::string_view octets) {
  const json object = json::parse(octets, nullptr, false);
  if (!object.is_object()) return damaged("is damaged: it is no JSON object");
  const auto version = object.find("version");
  if (version == object.end() || !version->is_number_integer()) return damaged("is damaged: it has no version");
  if (*version != kVersion) return damaged("was written by another version of this program");

  RecordText text;
  RenewalRecord& record = text.record;
  record.old_fingerprint = text_at(object, "old");
  record.new_fingerprint = text_at(object, "new");
  record.server = text_at(object, "server");
  record.channel = text_at(object, "channel");
  const auto committed = object.find("committed");
  if (record.old_fingerprint.empty() || committed == object.end() || !committed->is_boolean()) {
    return damaged("is damaged: it lacks what every record has");
  }
  record.committed = committed->get<bool>() ? Committed::kYes : Committed::kNo;
  if (const auto link = object.find("link"); link != object.end()) {
    record.replacement = Replacement{text_at(*link, "url"), {}, text_at(*link, "password_url")};
    text.link_password = text_at(*link, "password");
    if (!text.link_password.empty() && !plain_name(text.link_password)) return damaged("is damaged: see its link");
  }
  if (const auto file = object.find("file"); file != object.end()) {
    record.arrival = Arrival{text_at(*file, "name"), {}, {}};
    text.arrival_p12 = text_at(*file, "p12");
    text.arrival_password = text_at(*file, "password");
    if (!plain_name(text.arrival_p12) || !plain_name(text.arrival_password)) return damaged("is damaged: see its file");
  }
  return text;
}

}  // namespace orcamo::client

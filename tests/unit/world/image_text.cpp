#include "image_text.hpp"

#include <functional>
#include <sstream>
#include <string_view>

#include "world/policy_names.hpp"

namespace orcamo::mock {
namespace {

// Equal for equal texts, and says nothing of them.
std::string digest(std::string_view text) { return std::to_string(std::hash<std::string_view>()(text)); }

std::string text(pki::TimePoint time) { return pki::format_rfc3339(time); }
std::string text(const std::optional<pki::TimePoint>& time) { return time ? text(*time) : "never"; }
std::string text(const std::optional<std::string>& words) { return words.value_or("none"); }
std::string text(const pki::Secret& secret) { return digest(secret.reveal()); }

std::string text(const Identity& identity) {
  const auto& [facility, client] = identity;
  return facility + "/" + client;
}

std::string text(const ClockSetting& setting) {
  const auto& [now, mode, rate] = setting;
  return text(now) + " " + std::string(clock_mode_name(mode)) + " " + std::to_string(rate);
}

std::string text(const ClockImage& clock) {
  const auto& [setting, set_at, start] = clock;
  return text(setting) + " set at " + text(set_at) + " start " + (start ? text(*start) : "none");
}

std::string text(const Policy& policy) {
  const auto& [notice_rule, notice_boundary, expiry_boundary, overlap, grace, renewal_window, renew_after_expiry,
               idempotency, link_lifetime, link_uses, password_reveals, validity, key, p12_profile, file_name_form,
               persona, ca_list, resumption, tls_versions, require_body, tolerance, session_lives, user, password] =
      policy;
  std::string words;
  for (const auto& [name, value] : policy_texts(policy)) words += std::string(name) + "=" + value + " ";
  return words + std::to_string(tolerance.count()) + " " + std::to_string(session_lives.count()) + " " + user + " " +
         digest(password);
}

std::string text(const pki::Credential& credential) {
  const auto& [certificate, key, chain] = credential;
  std::string words = certificate.fingerprint_sha256() + " " + text(key.pem().value());
  for (const auto& each : chain) words += " " + each.fingerprint_sha256();
  return words;
}

std::string text(const GenerationRef& each) {
  const auto& [identity, credential, profile, file_name, password, p12, replaces, shape] = *each;
  return text(identity) + " " + text(credential) + " " + std::string(profile.name) + " " + file_name + " " +
         text(password) + " " + digest(pki::as_text(p12)) + " replaces " + text(replaces) + " shape " +
         std::string(shape ? shape->name : "none");
}

std::string serial(const GenerationRef& each) { return each ? each->credential.certificate.serial() : "none"; }

std::string text(const HistoryRow& row) {
  const auto& [number, history] = row;
  const auto& [issued_at, handed_out_at, first_used_at, last_used_at, revoked_at, password_reveals, replaced_by] =
      history;
  std::string words = number + " issued " + text(issued_at) + " handed out " + text(handed_out_at) + " used " +
                      text(first_used_at) + " " + text(last_used_at) + " revoked " + text(revoked_at) + " revealed " +
                      std::to_string(password_reveals);
  for (const auto& each : replaced_by) words += " replaced by " + serial(each);
  return words;
}

std::string text(const LineageRow& row) {
  const auto& [identity, waiting, token] = row;
  return text(identity) + " waiting " + serial(waiting) + " " + token;
}

std::string text(const LinkRow& row) {
  const auto& [token, link] = row;
  const auto& [generation, made_at, uses] = link;
  return token + " to " + serial(generation) + " made " + text(made_at) + " used " + std::to_string(uses);
}

std::string text(const SessionRow& row) {
  const auto& [session, identity, began] = row;
  return session + " of " + text(identity) + " since " + text(began);
}

std::string text(const NoticeRow& row) {
  const auto& [fingerprint, day] = row;
  return fingerprint + " " + text(day);
}

}  // namespace

std::string authority_text(const CertificateAuthority& authority) {
  const auto& [served_names, root, issuing, issuing_key] = authority.material();
  std::string words =
      root.fingerprint_sha256() + " " + issuing.fingerprint_sha256() + " " + text(issuing_key.pem().value());
  for (const auto& each : served_names) words += " " + each;
  return words;
}

std::string image_text(const SandboxImage& image) {
  // Faults are not kept.
  const auto& [id, seed, authority, first_policy, policy, clock, rows, faults] = image;
  const auto& [issued, histories, lineages, links, sessions, notices] = rows;
  std::ostringstream out;
  out << "id " << id << "\nseed " << (seed ? std::to_string(*seed) : "none") << "\nauthority "
      << authority_text(authority) << "\nfirst policy " << text(*first_policy) << "\npolicy " << text(*policy)
      << "\nclock " << text(clock) << "\n";
  for (const auto& each : issued) out << "generation " << text(each) << "\n";
  for (const auto& each : histories) out << "history " << text(each) << "\n";
  for (const auto& each : lineages) out << "lineage " << text(each) << "\n";
  for (const auto& each : links) out << "link " << text(each) << "\n";
  for (const auto& each : sessions) out << "session " << text(each) << "\n";
  for (const auto& each : notices) out << "notice " << text(each) << "\n";
  return out.str();
}

}  // namespace orcamo::mock

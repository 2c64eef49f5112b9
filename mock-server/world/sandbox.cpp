#include "world/sandbox.hpp"

#include <algorithm>
#include <utility>

#include "world/token.hpp"

namespace orcamo::mock {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

// validity_for fills in what an issue request leaves out.
Result<pki::Validity> validity_for(const IssueRequest& request, pki::TimePoint now, const Policy& policy) {
  const auto whole = pki::Period{.months = policy.validity};
  const auto ends = request.not_after ? Result<pki::TimePoint>(*request.not_after)
                                      : pki::add(request.not_before.value_or(now), whole);
  if (!ends) return ends.error();
  if (request.not_before) return pki::Validity{*request.not_before, *ends};

  const auto whole_life_before = pki::add(*ends, {.months = -policy.validity});
  const auto begins = std::min(now - policy.tolerance, whole_life_before ? *whole_life_before : now);
  return pki::Validity{std::max(begins, pki::always().not_before), *ends};
}

// A control character could not be typed into an import wizard, and a NUL would end the password early.
Result<void> check_new_password(std::string_view password) {
  const bool typable = std::none_of(password.begin(), password.end(), [](char c) {
    const auto octet = static_cast<unsigned char>(c);
    return octet < 0x20 || octet == 0x7f;
  });
  if (typable) return {};
  return Error(Errc::kRequestBadValue, "the password contains a control character", "leave it out");
}

Error not_issued_here(const pki::Certificate& presented) {
  return Error(
      Errc::kCertificateNotAccepted,
      "the certificate " + presented.serial() + " (" + presented.subject() + ") was not issued by this sandbox",
      "present a certificate that this sandbox has issued since its last reset");
}

}  // namespace

Result<std::unique_ptr<Sandbox>> Sandbox::create(std::string name, const pki::Clock& real, Policy policy) {
  auto authority = CertificateAuthority::create("client " + name);
  if (!authority) return std::move(authority).error().while_doing("creating the sandbox " + name);
  return std::unique_ptr<Sandbox>(new Sandbox(std::move(name), std::move(policy), *std::move(authority), real));
}

Sandbox::Sandbox(std::string name, Policy policy, CertificateAuthority authority, const pki::Clock& real)
    : name_(std::move(name)),
      policy_(std::move(policy)),
      authority_(std::move(authority)),
      clock_(real),
      sessions_(policy_.session_lives) {}

pki::TimeAnchors Sandbox::anchors() const {
  return {clock_.now(), [this](std::string_view serial) { return validity_of(serial); }};
}

Result<GenerationRef> Sandbox::issue(IssueRequest request) {
  auto generation = make(std::move(request), std::nullopt);
  if (!generation) return generation;
  const std::lock_guard lock(mutex_);
  lineages_.add(*generation);
  return generation;
}

std::vector<GenerationRef> Sandbox::certificates() const {
  const std::lock_guard lock(mutex_);
  return lineages_.in_order_of_issue();
}

Result<GenerationRef> Sandbox::certificate(std::string_view serial) const {
  const std::lock_guard lock(mutex_);
  if (auto generation = lineages_.by_serial(serial)) return generation;
  return Error(Errc::kSerialUnknown, "this sandbox has issued no certificate with the serial " + std::string(serial),
               "list the certificates of the sandbox");
}

Result<pki::Validity> Sandbox::validity_of(std::string_view serial) const {
  const std::lock_guard lock(mutex_);
  const auto& all = lineages_.in_order_of_issue();
  const auto last = all.empty() ? nullptr : all.back();
  const auto generation = serial.empty() ? last : lineages_.by_serial(serial);
  if (generation) return generation->credential.certificate.validity();
  return Error(Errc::kTimeNoCertificate,
               serial.empty() ? "this sandbox has not issued any certificate yet"
                              : "this sandbox has issued no certificate with the serial " + std::string(serial),
               "issue a certificate first");
}

Result<Identity> Sandbox::identity_of(const pki::Certificate& presented) const {
  const std::lock_guard lock(mutex_);
  if (const auto generation = lineages_.by_certificate(presented)) return generation->identity;
  return not_issued_here(presented);
}

bool Sandbox::shows_notice(const pki::Certificate& presented) const {
  return is_in_notice_window(presented.validity(), clock_.now(), policy_.notice);
}

Result<Link> Sandbox::request_renewal(const pki::Certificate& presented) {
  GenerationRef old;
  LineageRef lineage;
  {
    const std::lock_guard lock(mutex_);
    old = lineages_.by_certificate(presented);
    if (!old) {
      return Error(
          Errc::kNoReplacement,
          "there is nothing to renew: the certificate " + presented.serial() + " was not issued by this sandbox",
          "present a certificate that this sandbox has issued since its last reset");
    }
    lineage = lineages_.of(old->identity);
  }

  const std::lock_guard one_at_a_time(lineage->renewing);
  {
    const std::lock_guard lock(mutex_);
    if (auto link = waiting_link(*old, *lineage)) return *std::move(link);
  }
  auto generation = renew(*old);
  if (!generation) return generation.error();

  const std::lock_guard lock(mutex_);
  if (!lineages_.holds(old->identity, lineage)) {
    return Error(Errc::kNoReplacement, "the sandbox was reset while the certificate was being renewed",
                 "issue a certificate and ask again");
  }
  lineages_.add(*generation);
  lineage->waiting = *generation;
  return Link{lineages_.new_link(*lineage, clock_.now()), *std::move(generation)};
}

Result<GenerationRef> Sandbox::fetch(std::string_view token, const pki::Certificate& presented) const {
  const std::lock_guard lock(mutex_);
  const auto* const link = lineages_.find_link(token);
  if (!link) {
    return Error(Errc::kLinkUnknown, "there is no such download link", "ask for the renewal again: POST /api/cert");
  }
  const auto asking = lineages_.by_certificate(presented);
  if (!asking || asking->identity != link->generation->identity) {
    return Error(Errc::kLinkNotYours, "the download link was made for another facility or client",
                 "present a certificate of the client that asked for the renewal");
  }
  if (clock_.now() - link->made_at > policy_.link_lives) {
    return Error(Errc::kLinkExpired, "the download link has expired", "ask for the renewal again: POST /api/cert");
  }
  return link->generation;
}

Result<GenerationRef> Sandbox::replacement_for(const pki::Certificate& presented) {
  {
    const std::lock_guard lock(mutex_);
    const auto old = lineages_.by_certificate(presented);
    auto successor = old ? lineages_.successor_of(*old, clock_.now()) : nullptr;
    if (successor) return successor;
  }
  if (!shows_notice(presented)) {
    return Error(Errc::kNoReplacement,
                 "the certificate " + presented.serial() + " ends at " +
                     pki::format_rfc3339(presented.validity().not_after) + " and is not due for renewal",
                 "come back when 90 days or less remain");
  }
  auto link = request_renewal(presented);
  if (!link) return link.error();
  return std::move(link->generation);
}

Result<void> Sandbox::check_password(std::string_view user, std::string_view password) const {
  if (user == policy_.user && pki::Secret::copy_of(policy_.password).equals(password)) return {};
  return Error(Errc::kLoginRefused, "the user name or the password is wrong", "check both and try again");
}

Result<std::string> Sandbox::log_in(std::string_view user, std::string_view password,
                                    const pki::Certificate& presented) {
  if (auto checked = check_password(user, password); !checked) return checked.error();
  const std::lock_guard lock(mutex_);
  const auto generation = lineages_.by_certificate(presented);
  if (!generation) return not_issued_here(presented);
  const auto lineage = lineages_.of(generation->identity);
  if (lineage->waiting == generation) lineage->waiting.reset();
  return sessions_.begin(generation->identity, clock_.now());
}

bool Sandbox::has_session(std::string_view session, const pki::Certificate& presented) const {
  const std::lock_guard lock(mutex_);
  const auto generation = lineages_.by_certificate(presented);
  return generation && sessions_.has(session, generation->identity, clock_.now());
}

Result<void> Sandbox::end_session(std::string_view session) {
  const std::lock_guard lock(mutex_);
  if (sessions_.end(session)) return {};
  return Error(Errc::kSessionUnknown, "there is no such session", "log in again");
}

void Sandbox::reset() {
  const std::lock_guard lock(mutex_);
  lineages_ = {};
  sessions_ = Sessions(policy_.session_lives);
  journal_.clear();
  clock_.restart();
}

Result<GenerationRef> Sandbox::make(IssueRequest request, std::optional<std::string> replaces) {
  auto validity = validity_for(request, clock_.now(), policy_);
  if (!validity) return validity.error();
  if (request.password) {
    if (auto checked = check_new_password(request.password->reveal()); !checked) return checked.error();
  }
  auto password = request.password ? *std::move(request.password) : random_password();

  auto serial = [this] {
    const std::lock_guard lock(mutex_);
    return lineages_.reserve_serial();
  }();
  if (!serial) return serial.error();

  auto key = pki::PrivateKey::generate(request.key);
  if (!key) return key.error();
  const auto& [facility, client] = request.identity;
  auto credential =
      authority_.issue_client({.organization = facility, .common_name = client}, *validity, *key, *serial);
  if (!credential) return credential.error();
  auto file_name = p12_file_name(*serial, request.identity);
  auto p12 = seal_pkcs12(*credential, password.reveal(), request.profile, client);
  if (!p12) return p12.error();

  return std::make_shared<const Generation>(Generation{std::move(request.identity), *std::move(credential),
                                                       request.profile, std::move(file_name), std::move(password),
                                                       *std::move(p12), std::move(replaces)});
}

Result<GenerationRef> Sandbox::renew(const Generation& old) {
  IssueRequest request;
  request.identity = old.identity;
  request.key = old.credential.key.type();
  request.profile = old.profile;
  return make(std::move(request), old.credential.certificate.serial());
}

std::optional<Link> Sandbox::waiting_link(const Generation& old, Lineage& lineage) {
  const auto now = clock_.now();
  if (!lineage.waiting || !can_replace(old, *lineage.waiting, now)) return std::nullopt;
  const auto* const link = lineages_.find_link(lineage.token);
  if (now - link->made_at > policy_.link_lives) lineages_.new_link(lineage, now);
  return Link{lineage.token, lineage.waiting};
}

}  // namespace orcamo::mock

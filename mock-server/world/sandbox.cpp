#include "world/sandbox.hpp"

#include <algorithm>
#include <utility>

#include "authority/pkcs12_writer.hpp"
#include "authority/shaped_certificate.hpp"
#include "world/token.hpp"

namespace orcamo::mock {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

constexpr std::size_t kMostOfTheId = 24;  // in the subject of the authority

// Sandboxes of one seed have nothing in common but that.
pki::Randomness randomness_for(std::string_view id, std::optional<std::uint64_t> seed) {
  return seed ? pki::Randomness::seeded(*seed).of("sandbox").of(id) : pki::Randomness::system();
}

// validity_for fills in what an issue request leaves out.
Result<pki::Validity> validity_for(const IssueRequest& request, pki::TimePoint now, const Policy& policy) {
  const auto& [months, exact] = policy.validity;
  const auto ends = request.not_after ? Result<pki::TimePoint>(*request.not_after)
                                      : pki::add(request.not_before.value_or(now), policy.validity);
  if (!ends) return ends.error();
  if (request.not_before) return pki::Validity{*request.not_before, *ends};

  const auto whole_life_before = pki::add(*ends, {-months, -exact});
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

// The shape zero-serial alone leaves no room for a second certificate.
Error serial_taken(std::string_view serial) {
  return Error(Errc::kRequestBadValue, "this sandbox has a certificate with the serial " + std::string(serial),
               "issue it in another sandbox, or reset the certificates of this one");
}

Result<void> check_shape(const IssueRequest& request, const P12Profile& profile) {
  using Own = CertificateShape::Own;
  if (!request.shape) return {};
  if (profile.chain == P12Chain::kWithRoot) {
    return Error(Errc::kRequestBadValue,
                 "the shape " + std::string(request.shape->name) + " says itself what comes along with it, and the " +
                     "profile " + std::string(profile.name) + " wants the root there",
                 "use another p12_profile");
  }
  const auto decides = [&](std::string_view what) {
    return Error(Errc::kRequestBadValue,
                 "the shape " + std::string(request.shape->name) + " has " + std::string(what) + " of its own",
                 "leave it out");
  };
  if (request.shape->own == Own::kKey && request.key) return decides("a key");
  if (request.shape->own == Own::kEnd && request.not_after) return decides("an end");
  return {};
}

Error unknown_serial(std::string_view serial) {
  return Error(Errc::kSerialUnknown, "this sandbox has issued no certificate with the serial " + std::string(serial),
               "list the certificates of the sandbox");
}

}  // namespace

Result<SandboxRef> Sandbox::create(SandboxPlan plan, const pki::Clock& real, TallyRef tally) {
  auto authority =
      CertificateAuthority::create("client " + plan.id.substr(0, kMostOfTheId), {},
                                   {pki::always().not_before, plan.authority_ends.value_or(pki::always().not_after)},
                                   randomness_for(plan.id, plan.seed).of("authority"));
  if (!authority) return std::move(authority).error().while_doing("creating the sandbox " + plan.id);
  return SandboxRef(new Sandbox(std::move(plan), *std::move(authority), real, std::move(tally)));
}

Sandbox::Sandbox(SandboxPlan plan, CertificateAuthority authority, const pki::Clock& real, TallyRef tally)
    : id_(std::move(plan.id)),
      seed_(plan.seed),
      randomness_(randomness_for(id_, seed_)),
      first_policy_(std::make_shared<const Policy>(std::move(plan.policy))),
      authority_(std::move(authority)),
      tally_(std::move(tally)),
      clock_(real),
      journal_(Journal::kCapacity, tally_),
      faults_(randomness_.of("fault")),
      policy_(first_policy_),
      draws_(randomness_),
      sessions_(first_policy_->session_lives) {
  if (plan.clock) (void)clock_.start_at(plan.clock->now, plan.clock->mode, plan.clock->rate);
}

void Sandbox::close() {
  closed_.store(true);
  journal_.close();
}

PolicyRef Sandbox::policy() const {
  const std::lock_guard lock(mutex_);
  return policy_;
}

Result<void> Sandbox::change_policy(const std::function<Result<void>(Policy&)>& change) {
  const std::lock_guard lock(mutex_);
  auto changed = *policy_;
  if (auto done = change(changed); !done) return done;
  return carry_out({.policy = std::make_shared<const Policy>(std::move(changed))});
}

pki::TimeAnchors Sandbox::anchors() const {
  return {clock_.now(), [this](std::string_view serial) { return validity_of(serial); }};
}

Result<GenerationRef> Sandbox::issue(IssueRequest request) {
  const auto [policy, epoch] = [this] {
    const std::lock_guard lock(mutex_);
    return std::pair(policy_, epoch_);
  }();
  auto generation = make(std::move(request), *policy, epoch, std::nullopt);
  if (!generation) return generation;
  const std::lock_guard lock(mutex_);
  if (auto current = check_epoch(epoch); !current) return current.error();
  const auto& serial = (*generation)->credential.certificate.serial();
  if (lineages_.by_serial(serial)) return serial_taken(serial);
  if (auto kept = carry_out({.put = newly_issued(*generation, clock_.now())}); !kept) return kept.error();
  return generation;
}

std::vector<GenerationRef> Sandbox::certificates() const {
  const std::lock_guard lock(mutex_);
  return lineages_.in_order_of_issue();
}

Result<GenerationRef> Sandbox::certificate(std::string_view serial) const {
  const std::lock_guard lock(mutex_);
  if (auto generation = lineages_.by_serial(serial)) return generation;
  return unknown_serial(serial);
}

std::vector<TracedGeneration> Sandbox::trace() const {
  const std::lock_guard lock(mutex_);
  std::vector<TracedGeneration> all;
  for (const auto& each : lineages_.in_order_of_issue()) all.push_back(traced(each));
  return all;
}

Result<TracedGeneration> Sandbox::trace(std::string_view serial) const {
  const std::lock_guard lock(mutex_);
  if (const auto generation = lineages_.by_serial(serial)) return traced(generation);
  return unknown_serial(serial);
}

TracedGeneration Sandbox::traced(const GenerationRef& generation) const {
  return {generation, lineages_.history_of(*generation), lineages_.waiting_for(generation->identity) == generation};
}

Result<void> Sandbox::revoke(std::string_view serial) {
  const std::lock_guard lock(mutex_);
  const auto generation = lineages_.by_serial(serial);
  if (!generation) return unknown_serial(serial);
  return carry_out({.put = {.histories = {lineages_.revoked(*generation, clock_.now())}}});
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

Ruling Sandbox::rule_on(const pki::Certificate& presented, const Policy& policy, pki::TimePoint now) const {
  const std::lock_guard lock(mutex_);
  Ends ends;
  if (const auto generation = lineages_.by_certificate(presented)) {
    ends.revoked_at = lineages_.history_of(*generation).revoked_at;
    ends.superseded_since = lineages_.superseded_since(*generation, policy);
  }
  return rule(presented.validity(), ends, policy, now);
}

Result<bool> Sandbox::shows_notice(const pki::Certificate& presented) {
  const std::lock_guard lock(mutex_);
  const auto now = clock_.now();
  const auto& rule = policy_->notice_rule;
  const auto standing = stands(presented.validity(), now, policy_->expiry_boundary);
  if (standing == Standing::kNotYetValid || (standing == Standing::kExpired && !rule.after_expiry)) return false;
  if (standing == Standing::kCurrent &&
      !is_notice_day(rule, policy_->notice_boundary, presented.validity().not_after, now)) {
    return false;
  }
  if (!rule.once_a_day) return true;
  const auto today = jst_day(now);
  const auto shown = notice_days_.find(presented.fingerprint_sha256());
  if (shown != notice_days_.end() && shown->second == today) return false;
  const auto kept = carry_out({.put = {.notices = {{presented.fingerprint_sha256(), today}}}});
  return kept ? Result<bool>(true) : kept.error();
}

Result<void> Sandbox::check_password(std::string_view user, std::string_view password) const {
  const auto accounts = policy();
  if (user == accounts->user && pki::Secret::copy_of(accounts->password).equals(password)) return {};
  return Error(Errc::kLoginRefused, "the user name or the password is wrong", "check both and try again");
}

Result<std::string> Sandbox::log_in(std::string_view user, std::string_view password,
                                    const pki::Certificate& presented) {
  if (auto checked = check_password(user, password); !checked) return checked.error();
  const std::lock_guard lock(mutex_);
  const auto generation = lineages_.by_certificate(presented);
  if (!generation) return not_issued_here(presented);
  const auto now = clock_.now();
  auto session = draws_.session_token(generation->identity);
  while (sessions_.has(session)) session = draws_.session_token(generation->identity);
  SandboxChange change{
      .put = {.histories = {lineages_.used(*generation, now)}, .sessions = {{session, generation->identity, now}}},
      .ended_sessions = sessions_.making_room()};
  const auto lineage = lineages_.of(generation->identity);
  if (lineage->waiting == generation) change.put.lineages = {{generation->identity, nullptr, lineage->token}};
  if (auto kept = carry_out(change); !kept) return kept.error();
  return session;
}

bool Sandbox::has_session(std::string_view session, const pki::Certificate& presented) const {
  const std::lock_guard lock(mutex_);
  const auto generation = lineages_.by_certificate(presented);
  return generation && sessions_.has(session, generation->identity, clock_.now());
}

Result<void> Sandbox::end_session(std::string_view session) {
  const std::lock_guard lock(mutex_);
  if (sessions_.has(session)) return carry_out({.ended_sessions = {std::string(session)}});
  return Error(Errc::kSessionUnknown, "there is no such session", "log in again");
}

Result<void> Sandbox::reset() {
  const std::lock_guard lock(mutex_);
  SandboxImage fresh{id_, seed_, authority_, first_policy_, first_policy_, {}, {}};
  auto restarted = clock_.restart([&](const ClockImage& clock) {
    fresh.clock = clock;
    return rewrite(fresh);
  });
  if (!restarted) return restarted;
  take(fresh);
  journal_.clear();
  return {};
}

Result<void> Sandbox::forget_certificates() {
  const std::lock_guard lock(mutex_);
  SandboxImage emptied{id_, seed_, authority_, first_policy_, policy_, {}, {}, faults_.image()};
  auto kept = clock_.hold([&](const ClockImage& clock) {
    emptied.clock = clock;
    return rewrite(emptied);
  });
  if (!kept) return kept;
  take(emptied);
  return {};
}

Result<void> Sandbox::reset_policy() {
  const std::lock_guard lock(mutex_);
  return carry_out({.policy = first_policy_});
}

Result<void> Sandbox::check_epoch(std::uint64_t epoch) const { return epoch == epoch_ ? Result<void>() : forgotten(); }

Error Sandbox::forgotten() {
  return Error(Errc::kNoReplacement, "the sandbox was reset or restored while the certificate was being made",
               "issue a certificate and ask again");
}

Result<GenerationRef> Sandbox::make(IssueRequest request, const Policy& policy, std::uint64_t epoch,
                                    std::optional<std::string> replaces) {
  const auto profile = request.profile.value_or(policy.p12_profile.value_or(P12Profile::kModern2023));
  if (auto checked = check_shape(request, profile); !checked) return checked.error();
  auto validity = validity_for(request, clock_.now(), policy);
  if (!validity) return validity.error();
  if (request.password) {
    if (auto checked = check_new_password(request.password->reveal()); !checked) return checked.error();
  }
  auto serial = [&]() -> Result<std::string> {
    const std::lock_guard lock(mutex_);
    if (auto current = check_epoch(epoch); !current) return current.error();
    return lineages_.reserve_serial(draws_, request.identity);
  }();
  if (!serial) return serial.error();
  const auto randomness = randomness_.of("certificate").of(*serial);

  auto password = request.password ? *std::move(request.password) : random_password(randomness.of("password"));
  const auto key_type = request.key.value_or(policy.key.value_or(pki::KeyType::kP256));
  const SubjectName subject{.organization = request.identity.facility, .common_name = request.identity.client};
  auto credential = certify(subject, *validity, key_type, *serial, request.shape, randomness);
  if (!credential) return credential.error();
  auto file_name = p12_file_name(*serial, request.identity, policy.file_name_form);
  // A shape says itself what comes along with it.
  auto p12 = seal_pkcs12(request.shape ? *credential : authority_.with_root(*credential), password.reveal(), profile,
                         request.identity.client, randomness.of("p12"));
  if (!p12) return p12.error();

  ++(replaces ? tally_->certificates_renewed : tally_->certificates_ordered);
  return std::make_shared<const Generation>(Generation{std::move(request.identity), *std::move(credential), profile,
                                                       std::move(file_name), std::move(password), *std::move(p12),
                                                       std::move(replaces), request.shape});
}

Result<pki::Credential> Sandbox::certify(const SubjectName& subject, const pki::Validity& validity, pki::KeyType type,
                                         std::string_view serial, const CertificateShape* shape,
                                         const pki::Randomness& randomness) const {
  if (shape) return issue_shaped(authority_, *shape, {subject, validity, type, serial}, randomness);
  const auto key = pki::PrivateKey::generate(type, randomness.of(pki::key_type_name(type)));
  if (!key) return key.error();
  return authority_.issue_client(subject, validity, *key, serial, randomness);
}

}  // namespace orcamo::mock

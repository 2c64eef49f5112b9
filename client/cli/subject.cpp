#include "cli/subject.hpp"

#include <ostream>
#include <utility>

#include "cli/password_notes.hpp"
#include "fmt/format.h"
#include "identity/printable.hpp"
#include "identity/read_file.hpp"
#include "orcamo/client/current.hpp"
#include "orcamo/client/open_store.hpp"
#include "orcamo/client/password_file.hpp"
#include "orcamo/client/password_repair.hpp"
#include "orcamo/client/pkcs12.hpp"
#include "orcamo/pki/time_expression.hpp"
#include "store/file_name.hpp"
#include "workflow/due_check.hpp"
#include "workflow/resumable.hpp"

namespace orcamo::client {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargestCa = 4 << 20;  // octets: a whole system's bundle has some 200 kB

fs::path password_path(const Options& options) {
  if (options.password_file) return *options.password_file;
  return options.p12->parent_path() / password_file_name(options.p12->filename().string());
}

pki::Result<SavedPassword> read_p12_password(const Options& options) {
  auto saved = read_saved_password(password_path(options));
  if (!saved && !options.password_file) {
    return saved.error().with_hint("give --password-file FILE, or - for standard input");
  }
  return saved;
}

std::string upper(std::string text) {
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

}  // namespace

pki::Result<Arrival> read_arrival(const Options& options) {
  Arrival arrival;
  arrival.file_name = options.p12->filename().string();
  auto octets = read_file(*options.p12, Pkcs12Limits{}.octets);
  if (!octets) return octets.error();
  arrival.p12 = *std::move(octets);
  auto saved = read_p12_password(options);
  if (!saved) return saved.error();
  arrival.password = std::move(saved->password);
  return arrival;
}

pki::Result<OpenedArrival> open_arrival(const Options& options, std::ostream& notes) {
  auto octets = read_file(*options.p12, Pkcs12Limits{}.octets);
  if (!octets) return octets.error();
  const auto saved = read_p12_password(options);
  if (!saved) return saved.error();
  auto opened = open_with_saved_password(*octets, saved->password);
  if (!opened) return opened.error().while_doing("opening " + options.p12->string());

  for (const std::string& note :
       password_notes(options.language, password_path(options), saved->exposure, opened->repairs)) {
    notes << "orcamo-renew: " << note << '\n';
  }
  Arrival file{options.p12->filename().string(), *std::move(octets), std::move(opened->password)};
  return OpenedArrival{std::move(file), std::move(opened->credential)};
}

namespace {

pki::Error unknown(std::string what) {
  return pki::Error(pki::Errc::kStoreCertificateUnknown, std::move(what),
                    "see what there is: orcamo-renew list --all --store STORE");
}

// numbered finds a serial number or a fingerprint. Each authority counts its certificates by itself: a serial number
// may be of several.
pki::Result<StoredCertificate> numbered(const std::vector<StoredCertificate>& stored, const std::string& which) {
  const std::string number = upper(which);
  const StoredCertificate* found = nullptr;
  for (const StoredCertificate& each : stored) {
    const pki::Certificate& certificate = each.credential.certificate;
    if (upper(certificate.fingerprint_sha256()) == number) return each;
    if (certificate.serial() != number) continue;
    if (found != nullptr) {
      return unknown("the store has several certificates with the serial " + quoted(which, 80))
          .with_hint("give the SHA-256 fingerprint in its place, as orcamo-renew list --all --output json has it");
    }
    found = &each;
  }
  if (found == nullptr) return unknown("the store has no certificate with the serial " + quoted(which, 80));
  return *found;
}

}  // namespace

pki::Result<StoredCertificate> choose(const std::vector<StoredCertificate>& stored, const StoredCertificate& meant,
                                      const std::string& which) {
  if (which.empty()) return meant;
  if (which != "new" && which != "old") return numbered(stored, which);
  std::vector<const StoredCertificate*> generations;  // the newest last
  for (const StoredCertificate& each : stored) {
    if (same_lineage(each.credential.certificate, meant.credential.certificate)) generations.push_back(&each);
  }
  if (which == "new") return *generations.back();
  if (generations.size() < 2) return unknown("the store has no earlier certificate of this holder");
  return *generations[generations.size() - 2];
}

namespace {

// choosing_time is what a store's certificates are compared at, before it is known what cert:… in --now would mean.
pki::TimePoint choosing_time(const Options& options, const pki::Clock& system) {
  const pki::TimePoint now = system.now();
  if (options.now.empty()) return now;
  const auto time = pki::evaluate_time(options.now, pki::TimeAnchors{now});
  return time ? *time : now;
}

pki::Error nothing_stored(const Options& options) {
  return pki::Error(pki::Errc::kStoreEmpty, "the store " + options.store->string() + " has no certificate",
                    "put one in with orcamo-renew import, or name a file with --p12");
}

pki::Result<StoredCertificate> subject_in(CertificateStore& store, const Options& options, const pki::Clock& system) {
  const auto stored = store.list();
  if (!stored) return stored.error();
  const StoredCertificate* meant = current_of(*stored, choosing_time(options, system), kClockDifference);
  if (meant == nullptr) return nothing_stored(options);
  return choose(*stored, *meant, options.certificate);
}

// cannot_wait: it still works, and will not for long; what has expired already can.
bool cannot_wait(const pki::Validity& validity, const RenewalPolicy& policy, pki::TimePoint now) {
  constexpr pki::Seconds kNearItsEnd = pki::days(30);
  return policy.assess(validity, now) == Standing::kDue && validity.not_after - now < kNearItsEnd;
}

}  // namespace

pki::Result<std::unique_ptr<CertificateStore>> open_named_store(const Options& options) {
  return open_store(options.store->string(), {.linkage = options.linkage, .pin_file = options.store_pin_file});
}

void warn_of_others(const CertificateStore& store, Language language, std::ostream& err) {
  constexpr Text kOpen{
      "Others on this computer may read or change {}; chmod go-rwx makes it yours alone.",
      "{} は、このコンピューターの他の利用者が読み書きできます。chmod go-rwx で所有者だけにしてください。"};
  for (const std::string& path : store.open_to_others()) {
    err << "orcamo-renew: " << fmt::format(fmt::runtime(kOpen.in(language)), printable(path)) << '\n';
  }
}

pki::Result<StoredCertificate> open_subject(const Options& options, const Surroundings& surroundings) {
  if (!options.p12) {
    const auto store = open_named_store(options);
    if (!store) return store.error();
    auto subject = subject_in(**store, options, surroundings.clock);
    warn_of_others(**store, options.language, surroundings.err);
    return subject;
  }
  auto opened = open_arrival(options, surroundings.err);
  if (!opened) return opened.error();
  return StoredCertificate{std::move(opened->file.file_name), std::move(opened->credential)};
}

pki::Result<OpenedArrival> open_source(const Options& options, const Surroundings& surroundings) {
  if (options.p12) return open_arrival(options, surroundings.err);
  const auto store = open_named_store(options);
  if (!store) return store.error();
  auto subject = subject_in(**store, options, surroundings.clock);
  warn_of_others(**store, options.language, surroundings.err);
  if (!subject) return subject.error();
  auto file = (*store)->read(subject->credential.certificate);
  if (!file) return file.error();
  return OpenedArrival{*std::move(file), std::move(subject->credential)};
}

pki::Result<OpenedArrival> open_renewable(CertificateStore& store, RenewalJournal& journal, const ArrivalPolicy& policy,
                                          const Options& options, const Surroundings& surroundings) {
  if (options.p12) return open_arrival(options, surroundings.err);
  const auto stored = store.list();
  if (!stored) return stored.error();
  warn_of_others(store, options.language, surroundings.err);
  const pki::TimePoint now = choosing_time(options, surroundings.clock);
  const StoredCertificate* meant = next_to_renew(*stored, options.policy, policy, now);
  if (meant == nullptr) return nothing_stored(options);
  if (!options.dry_run && !cannot_wait(meant->credential.certificate.validity(), options.policy, now)) {
    if (const StoredCertificate* begun = resumable_of(*stored, journal, policy, now)) meant = begun;
  }
  auto file = store.read(meant->credential.certificate);
  if (!file && file.error().code() == pki::Errc::kStoreUnsupported) file = Arrival{meant->file_name, {}, {}};
  if (!file) return file.error();
  return OpenedArrival{*std::move(file), meant->credential};
}

pki::Result<ClientClock> ClientClock::choose(const Options& options, const pki::Clock& system,
                                             const pki::Validity* validity) {
  if (options.now.empty()) return ClientClock(system, std::nullopt);
  pki::TimeAnchors anchors{system.now()};
  if (validity != nullptr) {
    anchors.validity_of = [&](std::string_view serial) -> pki::Result<pki::Validity> {
      if (serial.empty()) return *validity;
      return pki::Error(pki::Errc::kTimeNoCertificate, "only the certificate in question can be named here",
                        "write cert:notAfter or cert:notBefore");
    };
  }
  auto time = pki::evaluate_time(options.now, anchors);
  if (!time) return time.error().while_doing("--now");
  return ClientClock(system, *time);
}

pki::Result<ListedStore> open_listed(const Options& options, const pki::Clock& system) {
  auto store = open_named_store(options);
  if (!store) return store.error();
  auto stored = (*store)->list();
  if (!stored) return stored.error();
  const StoredCertificate* const meant = in_question(*stored);
  const auto clock =
      ClientClock::choose(options, system, meant == nullptr ? nullptr : &meant->credential.certificate.validity());
  if (!clock) return clock.error();
  return ListedStore{*std::move(store), *std::move(stored), clock->now()};
}

pki::Result<Account> read_account(const Options& options) {
  Account account;
  account.user = options.user;
  account.password = pki::Secret::copy_of("ormaster");
  if (options.login_password_file) {
    auto password = read_password_file(*options.login_password_file);
    if (!password) return password.error();
    account.password = *std::move(password);
  }
  return account;
}

namespace {

pki::Result<std::optional<Proxy>> open_proxy(const Options& options) {
  if (options.proxy.empty()) return std::optional<Proxy>();
  Proxy proxy{options.proxy};
  if (options.proxy_credentials_file) {
    auto credentials = read_password_file(*options.proxy_credentials_file);
    if (!credentials) return credentials.error().while_doing("--proxy-credentials-file");
    if (credentials->reveal().find(':') == std::string_view::npos) {
      return pki::Error(pki::Errc::kUsage, "the file of --proxy-credentials-file has no colon",
                        "write USER:PASSWORD on one line");
    }
    proxy.credentials = std::make_shared<const pki::Secret>(*std::move(credentials));
  }
  return std::optional<Proxy>(std::move(proxy));
}

// read_authorities reads a PEM file of at least one certificate; `advice` says of which.
pki::Result<std::vector<pki::Certificate>> read_authorities(const std::filesystem::path& file,
                                                            std::string_view advice) {
  const auto pem = read_file(file, kLargestCa);
  if (!pem) return pem.error();
  auto read = pki::Certificate::all_from_pem(pki::as_text(*pem));
  if (!read) return std::move(read).error().while_doing("reading " + file.string()).with_hint(std::string(advice));
  return read;
}

}  // namespace

// A server whose clock is a day ahead is worked with, and told of.
pki::Result<ArrivalPolicy> read_arrival_policy(const Options& options) {
  ArrivalPolicy policy{.same_key = options.same_key, .clock_difference = kClockDifference};
  if (!options.trusted) return policy;
  auto trusted = read_authorities(*options.trusted,
                                  "give the PEM file of the authority that issues client certificates from now on");
  if (!trusted) return std::move(trusted).error().while_doing("--trusted");
  policy.trusted = *std::move(trusted);
  return policy;
}

pki::Result<Line> open_line(const Options& options, const Surroundings& surroundings, const pki::Clock& clock) {
  auto trusted = read_authorities(options.ca,
                                  "give the PEM file of the root certificate that the server's certificate comes from");
  if (!trusted) return trusted.error();
  auto proxy = open_proxy(options);
  if (!proxy) return proxy.error();

  Line line;
  if (surroundings.listen_for_stop) line.stop = surroundings.listen_for_stop();
  HttpsOptions https;
  https.trusted = *std::move(trusted);
  https.tls_versions = options.tls_versions;
  https.patience = options.timeout;
  https.proxy = *std::move(proxy);
  https.stop = line.stop;
  line.transport = surroundings.make_transport(std::move(https), clock);
  return line;
}

}  // namespace orcamo::client

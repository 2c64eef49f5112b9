#include "cli/subject.hpp"

#include <ostream>
#include <utility>

#include "cli/password_notes.hpp"
#include "identity/read_file.hpp"
#include "orcamo/client/password_file.hpp"
#include "orcamo/client/password_repair.hpp"
#include "orcamo/client/pkcs12.hpp"
#include "orcamo/pki/time_expression.hpp"
#include "store/file_name.hpp"

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

pki::Result<StoredCertificate> open_subject(const Options& options, std::ostream& notes) {
  if (options.p12) {
    auto opened = open_arrival(options, notes);
    if (!opened) return opened.error();
    return StoredCertificate{std::move(opened->file.file_name), std::move(opened->credential)};
  }

  auto store = DirectoryStore::open(*options.store, options.linkage);
  if (!store) return store.error();
  auto stored = store->list();
  if (!stored) return stored.error();
  const StoredCertificate* meant = in_question(*stored);
  if (meant == nullptr) {
    return pki::Error(pki::Errc::kStoreEmpty, "the store " + options.store->string() + " has no certificate",
                      "put one in with orcamo-renew import, or name a file with --p12");
  }
  return *meant;
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

pki::Result<std::unique_ptr<Transport>> open_transport(const Options& options, const Surroundings& surroundings,
                                                       const pki::Clock& clock) {
  auto pem = read_file(options.ca, kLargestCa);
  if (!pem) return pem.error();
  auto trusted = pki::Certificate::all_from_pem(pki::as_text(*pem));
  if (!trusted) {
    return trusted.error()
        .while_doing("reading " + options.ca.string())
        .with_hint("give the PEM file of the root certificate that the server's certificate comes from");
  }
  HttpsOptions https;
  https.trusted = *std::move(trusted);
  https.tls_versions = options.tls_versions;
  https.patience = options.timeout;
  return surroundings.make_transport(std::move(https), clock);
}

}  // namespace orcamo::client

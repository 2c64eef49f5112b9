#pragma once
#include <iosfwd>
#include <memory>
#include <optional>
#include <vector>

#include "cli/app.hpp"
#include "cli/language.hpp"
#include "cli/options.hpp"
#include "orcamo/client/arrival_policy.hpp"
#include "orcamo/client/certificate_store.hpp"
#include "orcamo/client/current.hpp"
#include "orcamo/client/login.hpp"
#include "orcamo/client/renewal_journal.hpp"

// What the options name, opened.
namespace orcamo::client {

// kClockDifference is by how much a server's clock may differ from this computer's.
constexpr pki::Seconds kClockDifference = pki::days(1);

// read_arrival reads --p12 and its password as they are on disk.
pki::Result<Arrival> read_arrival(const Options& options);

// OpenedArrival is --p12 with the password that opens it, which may not be the saved one to the letter.
struct OpenedArrival {
  Arrival file;
  pki::Credential credential;
};

// open_arrival opens --p12 with its password as people save it. What is worth knowing of that password goes to `notes`.
pki::Result<OpenedArrival> open_arrival(const Options& options, std::ostream& notes);

// open_named_store opens --store.
pki::Result<std::unique_ptr<CertificateStore>> open_named_store(const Options& options);

// choose finds the certificate of --certificate: new (the one that ends last of the lineage of `meant`), old (the one
// before that), a serial, which one alone has, or a SHA-256 fingerprint. Fails with kStoreCertificateUnknown.
pki::Result<StoredCertificate> choose(const std::vector<StoredCertificate>& stored, const StoredCertificate& meant,
                                      const std::string& which);

// warn_of_others tells `err` what others on this computer may read or change of a store, as far as its calls have met
// it.
void warn_of_others(const CertificateStore& store, Language language, std::ostream& err);

// open_subject opens the certificate in question: that of --p12, as open_arrival does, else that of --store, by
// --certificate where that is given.
pki::Result<StoredCertificate> open_subject(const Options& options, const Surroundings& surroundings);

// open_source opens it with the file that it came in: what export writes.
pki::Result<OpenedArrival> open_source(const Options& options, const Surroundings& surroundings);

// open_renewable is that for a renewal into `store`, which is --store: without --p12 the certificate to renew
// (next_to_renew), or the one whose interrupted renewal `journal` has all that is needed of (resumable_of), unless the
// other is due and near its end; --dry-run goes by the store alone. Its file has no octets where its key does not leave
// the store.
pki::Result<OpenedArrival> open_renewable(CertificateStore& store, RenewalJournal& journal, const ArrivalPolicy& policy,
                                          const Options& options, const Surroundings& surroundings);

// ClientClock is the system's clock, or stands still at --now.
class ClientClock final : public pki::Clock {
 public:
  // `validity` is what cert:… means in --now; null where there is no certificate to speak of.
  static pki::Result<ClientClock> choose(const Options& options, const pki::Clock& system,
                                         const pki::Validity* validity);

  pki::TimePoint now() const override { return fixed_ ? *fixed_ : system_.now(); }

 private:
  ClientClock(const pki::Clock& system, std::optional<pki::TimePoint> fixed) : system_(system), fixed_(fixed) {}

  const pki::Clock& system_;
  std::optional<pki::TimePoint> fixed_;
};

// ListedStore is a store with all that it has, and the clock that judges it: cert:… in --now is the certificate of the
// holder in question.
struct ListedStore {
  std::unique_ptr<CertificateStore> store;
  std::vector<StoredCertificate> stored;
  pki::TimePoint now;
};

// open_listed opens --store and lists it.
pki::Result<ListedStore> open_listed(const Options& options, const pki::Clock& system);

// read_account is the user of the login with the password of --login-password-file.
pki::Result<Account> read_account(const Options& options);

// read_arrival_policy is what may take the place of a certificate; it reads --trusted.
pki::Result<ArrivalPolicy> read_arrival_policy(const Options& options);

// Line is the way to the server, and what stops all that goes on over it.
struct Line {
  std::unique_ptr<Transport> transport;
  std::stop_token stop;
};

// open_line reads --ca and --proxy-credentials-file, and then listens for what stops the program: nothing else is read
// after it. The transport judges by `clock`, which outlives it.
pki::Result<Line> open_line(const Options& options, const Surroundings& surroundings, const pki::Clock& clock);

}  // namespace orcamo::client

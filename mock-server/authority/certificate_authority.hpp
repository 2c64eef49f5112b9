#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "orcamo/pki/credential.hpp"
#include "orcamo/pki/randomness.hpp"
#include "orcamo/pki/time.hpp"

namespace orcamo::mock {

// SubjectName is a client certificate's subject: C=JP, O=u00000001, CN=client001 (protocol.md, names).
struct SubjectName {
  std::string country = "JP";
  std::string organization;
  std::string common_name;
};

// AuthorityMaterial is what an authority is made of, its private key too.
struct AuthorityMaterial {
  std::vector<std::string> served_names;
  pki::Certificate root;
  pki::Certificate issuing;
  pki::PrivateKey issuing_key;
};

// Usage is what a client's certificate says it may be used for.
enum class Usage {
  kClient,      // TLS client authentication
  kServerOnly,  // TLS server authentication, which makes it useless to its holder
};

// CertificateAuthority is a root and the issuing authority below it, made for one test world: marked as such in every
// subject (O=TEST ONLY - DO NOT TRUST) and name-constrained to the served names and loopback addresses, so that a
// machine that trusts it by mistake risks nothing. Immutable, cheap to copy, safe to share between threads.
class CertificateAuthority {
 public:
  // create makes both key pairs (P-256) and certificates of that validity. `label` goes into the subjects: two
  // authorities of one name confuse real clients, so a random suffix is added. `served_names` are DNS names beside
  // localhost and *.localhost. Fails with kRequestBadValue where label or names do not fit into a certificate.
  static pki::Result<CertificateAuthority> create(std::string_view label,
                                                  const std::vector<std::string>& served_names = {},
                                                  pki::Validity validity = pki::always(),
                                                  const pki::Randomness& randomness = pki::Randomness::system());

  // from puts together what `material` took apart. Fails with kKeyMismatch, and with kCertificateMalformed where one
  // certificate was not signed by the other.
  static pki::Result<CertificateAuthority> from(AuthorityMaterial material);
  AuthorityMaterial material() const;

  const pki::Certificate& root() const noexcept;
  const std::vector<std::string>& served_names() const noexcept;  // as given to `create`
  const pki::Certificate& issuing() const noexcept;
  std::string ca_pem() const;  // the root, then the issuing certificate

  // issue_server certifies localhost, *.localhost, 127.0.0.1, ::1 and the served names; EKU serverAuth. `bound` is the
  // loopback address that the server listens on, where it is another one; empty: none. `label` adds <label>.localhost
  // and *.<label>.localhost, which OpenSSL does not take *.localhost for.
  pki::Result<pki::Credential> issue_server(pki::Validity validity, std::string_view bound = {},
                                            std::string_view label = {}) const;

  // issue_client certifies `key` for a client, as a rule for TLS client authentication. Dates are to the second,
  // UTCTime to 2049 and GeneralizedTime from 2050 (RFC 5280, 4.1.2.5). The serial is six decimal digits read as
  // hexadecimal, so that OpenSSL prints the same digits that stand in the file name; the caller keeps serials distinct.
  // Fails with kIssueValidityEmpty, kIssueOutlivesIssuer (dates outside the issuer's), and kRequestBadValue for a
  // serial or subject that cannot be encoded.
  pki::Result<pki::Credential> issue_client(const SubjectName& subject, pki::Validity validity,
                                            const pki::PrivateKey& key, std::string_view serial,
                                            const pki::Randomness& randomness = pki::Randomness::system(),
                                            Usage usage = Usage::kClient) const;

  // with_root is the credential with this authority's root at the end of its chain, where a PKCS#12 file may want it.
  pki::Credential with_root(pki::Credential credential) const;

 private:
  struct Body;
  explicit CertificateAuthority(std::shared_ptr<const Body> body) : body_(std::move(body)) {}
  std::shared_ptr<const Body> body_;
};

// random_serial draws six decimal digits whose first is 1 to 7: as hexadecimal a positive three-octet integer.
std::string random_serial(const pki::Randomness& randomness = pki::Randomness::system());

}  // namespace orcamo::mock

#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "orcamo/pki/bytes.hpp"
#include "orcamo/pki/private_key.hpp"
#include "orcamo/pki/result.hpp"
#include "orcamo/pki/time.hpp"

namespace orcamo::pki {

// Certificate is a cheap handle to one immutable X.509 certificate; copies share it. Safe to share between threads.
class Certificate {
 public:
  static Result<Certificate> from_der(BytesView der);

  // from_pem reads the first certificate of the text; all_from_pem every one, at least one.
  static Result<Certificate> from_pem(std::string_view pem);
  static Result<std::vector<Certificate>> all_from_pem(std::string_view pem);

  const std::string& subject() const noexcept;             // RFC 4514: CN=client001,O=u00000001,C=JP
  const std::string& issuer() const noexcept;              // RFC 4514
  const std::string& common_name() const noexcept;         // of the subject; empty if it has none
  const std::string& organization() const noexcept;        // of the subject; empty if it has none
  const std::string& serial() const noexcept;              // upper-case hexadecimal, as `openssl x509 -serial`
  const std::string& fingerprint_sha256() const noexcept;  // of the DER form: 64 lower-case hexadecimal digits
  const Validity& validity() const noexcept;
  bool is_authority() const noexcept;    // basicConstraints cA
  bool is_for_clients() const noexcept;  // no extended key usage, or clientAuth among it

  bool matches(const PrivateKey& key) const noexcept;
  bool is_signed_by(const Certificate& issuer) const noexcept;  // names and signature; no dates

  Bytes der() const;
  std::string pem() const;

  friend bool operator==(const Certificate& a, const Certificate& b) noexcept {
    return a.fingerprint_sha256() == b.fingerprint_sha256();
  }

 private:
  friend struct NativeAccess;
  struct Body;
  explicit Certificate(std::shared_ptr<const Body> body) : body_(std::move(body)) {}
  std::shared_ptr<const Body> body_;
};

}  // namespace orcamo::pki

#pragma once
#include <optional>

#include "identity/p12_algorithms.hpp"
#include "identity/p12_budget.hpp"
#include "identity/p12_password.hpp"
#include "orcamo/pki/bytes.hpp"
#include "orcamo/pki/openssl/handles.hpp"
#include "orcamo/pki/result.hpp"

namespace orcamo::client {

// P12Mac is how a file proves that nobody has changed it: the MAC of RFC 7292 or PBMAC1 (RFC 9579). It borrows the
// file.
class P12Mac {
 public:
  // read finds out how the MAC is made and whether it may be made. Fails with kP12MacMissing,
  // kP12UnsupportedAlgorithm, kP12Malformed and kP12LimitExceeded.
  static pki::Result<P12Mac> read(PKCS12* p12, pki::BytesView file, const P12Budget& budget);

  // takes_alike tells whether both forms of a password make the same MAC.
  bool takes_alike(const P12Password& a, const P12Password& b) const noexcept;

  // proves tells whether the MAC was made with `password`.
  pki::Result<bool> proves(const P12Password& password, P12Budget& budget) const;

 private:
  P12Mac(PKCS12* p12, pki::BytesView file, long iterations) : p12_(p12), file_(file), iterations_(iterations) {}

  PKCS12* p12_;
  pki::BytesView file_;
  long iterations_;
  std::optional<Pbmac1Terms> pbmac1_ = {};
};

}  // namespace orcamo::client

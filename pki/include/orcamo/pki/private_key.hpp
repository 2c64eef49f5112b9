#pragma once
#include <memory>
#include <string_view>

#include "orcamo/pki/randomness.hpp"
#include "orcamo/pki/result.hpp"
#include "orcamo/pki/secret.hpp"

namespace orcamo::pki {

enum class KeyType { kP256, kRsa2048, kRsa4096, kOther };

// Names as in the admin API: "p-256", "rsa-2048", "rsa-4096".
std::string_view key_type_name(KeyType type) noexcept;
Result<KeyType> parse_key_type(std::string_view name);

// PrivateKey is a cheap handle to an immutable key pair; copies share it. Safe to share between threads.
class PrivateKey {
 public:
  // generate takes 0.1 ms for P-256 and hundreds of milliseconds for RSA. One randomness, when seeded, gives one key of
  // a type; for RSA as long as OpenSSL looks for primes as it does.
  static Result<PrivateKey> generate(KeyType type, const Randomness& randomness = Randomness::system());
  static Result<PrivateKey> from_pem(std::string_view pem);

  KeyType type() const noexcept;

  // pem is PKCS#8 (RFC 5958), unencrypted.
  Result<Secret> pem() const;

 private:
  friend struct NativeAccess;
  struct Body;
  explicit PrivateKey(std::shared_ptr<const Body> body) : body_(std::move(body)) {}
  std::shared_ptr<const Body> body_;
};

}  // namespace orcamo::pki

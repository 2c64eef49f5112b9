#include "identity/p12_choice.hpp"

#include <openssl/err.h>

#include <algorithm>
#include <string>
#include <vector>

#include "identity/printable.hpp"

namespace orcamo::client {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

using Keys = std::vector<P12Contents::Key>;
using Certificates = std::vector<P12Contents::Certificate>;

constexpr std::size_t kLongestChain = 10;   // certificates
constexpr std::size_t kShownSerials = 200;  // octets

struct Pair {
  const P12Contents::Key* key;
  const P12Contents::Certificate* certificate;
  bool has_one_id() const { return !key->local_id.empty() && key->local_id == certificate->local_id; }
};

// pairs_of joins each certificate with its key; a certificate that is there twice counts once.
std::vector<Pair> pairs_of(const Keys& keys, const Certificates& certificates) {
  std::vector<Pair> pairs;
  for (const P12Contents::Key& key : keys) {
    for (const P12Contents::Certificate& certificate : certificates) {
      const auto same = [&](const Pair& p) { return p.certificate->certificate == certificate.certificate; };
      if (certificate.certificate.matches(key.key) && std::none_of(pairs.begin(), pairs.end(), same)) {
        pairs.push_back({&key, &certificate});
      }
    }
  }
  ERR_clear_error();
  return pairs;
}

Error several_identities(const std::vector<Pair>& pairs) {
  std::string serials;
  for (const Pair& pair : pairs) serials += (serials.empty() ? "" : ", ") + pair.certificate->certificate.serial();
  return Error(Errc::kP12SeveralIdentities,
               "the PKCS#12 file has " + std::to_string(pairs.size()) + " certificates with a private key (serials " +
                   excerpt(serials, kShownSerials) + "), and one was expected",
               "export one identity to a file of its own");
}

// chain_of goes up from `leaf` by signatures, in whatever order the file has them, and round no circle of authorities
// that have certified one another.
std::vector<pki::Certificate> chain_of(const pki::Certificate& leaf, const Certificates& certificates) {
  std::vector<pki::Certificate> chain;
  for (pki::Certificate below = leaf; chain.size() < std::min(certificates.size(), kLongestChain);) {
    const auto above =
        std::find_if(certificates.begin(), certificates.end(), [&](const P12Contents::Certificate& candidate) {
          const pki::Certificate& c = candidate.certificate;
          return c.subject() == below.issuer() && c.subject() != c.issuer() && c != leaf &&
                 std::find(chain.begin(), chain.end(), c) == chain.end() && below.is_signed_by(c);
        });
    if (above == certificates.end()) break;
    below = above->certificate;
    chain.push_back(below);
  }
  return chain;
}

}  // namespace

Result<pki::Credential> choose_identity(const Keys& keys, const Certificates& certificates) {
  if (keys.empty()) {
    return Error(Errc::kP12NoKey, "the PKCS#12 file has no private key",
                 "export it again together with its private key");
  }
  if (certificates.empty()) {
    return Error(Errc::kP12NoCertificate, "the PKCS#12 file has a private key and no certificate",
                 "export it again together with its certificate");
  }
  std::vector<Pair> pairs = pairs_of(keys, certificates);
  if (pairs.empty()) {
    return Error(Errc::kKeyMismatch, "the private key in the PKCS#12 file belongs to none of its certificates",
                 "export the certificate again together with its own private key");
  }
  if (pairs.size() > 1) {
    const bool one_key = std::all_of(pairs.begin(), pairs.end(), [&](const Pair& p) { return p.key == pairs[0].key; });
    const auto chosen = std::stable_partition(pairs.begin(), pairs.end(), [](const Pair& p) { return p.has_one_id(); });
    if (!one_key || chosen - pairs.begin() != 1) return several_identities(pairs);
  }
  const pki::Certificate& leaf = pairs.front().certificate->certificate;
  return pki::Credential{leaf, pairs.front().key->key, chain_of(leaf, certificates)};
}

}  // namespace orcamo::client

#include "identity/p12_description.hpp"

#include <openssl/err.h>

#include <algorithm>
#include <utility>

#include "identity/p12_algorithms.hpp"
#include "orcamo/pki/openssl/handles.hpp"

namespace orcamo::client {
namespace {

using Use = P12Algorithm::Use;

constexpr std::size_t kMostParts = 16;  // an identity has two: its key and its certificates

void add_once(std::vector<P12Algorithm>& list, P12Algorithm algorithm) {
  if (std::find(list.begin(), list.end(), algorithm) == list.end()) list.push_back(std::move(algorithm));
}

// A part that is not encrypted as a whole may hold keys that are.
void describe_bags(const PKCS7& safe, std::vector<P12Algorithm>& protection) {
  const pki::SafeBags bags(PKCS12_unpack_p7data(const_cast<PKCS7*>(&safe)));
  for (int i = 0; bags && i < sk_PKCS12_SAFEBAG_num(bags.get()) && protection.size() < kMostParts; ++i) {
    const PKCS12_SAFEBAG* bag = sk_PKCS12_SAFEBAG_value(bags.get(), i);
    const X509_SIG* shrouded = PKCS12_SAFEBAG_get0_pkcs8(bag);
    const int kind = PKCS12_SAFEBAG_get_nid(bag);
    if (kind != NID_pkcs8ShroudedKeyBag || shrouded == nullptr) {
      add_once(protection, {.use = kind == NID_keyBag ? Use::kKey : Use::kSafe, .name = "none", .derivation = {}});
      continue;
    }
    const X509_ALGOR* algorithm = nullptr;
    X509_SIG_get0(shrouded, &algorithm, nullptr);
    if (algorithm != nullptr) add_once(protection, describe_algorithm(*algorithm, Use::kKey));
  }
}

// A count that is not there is 1 (RFC 7292, 4); PBMAC1 has its own.
P12Algorithm describe_mac(const X509_ALGOR& algorithm, const ASN1_INTEGER* iterations) {
  P12Algorithm mac = describe_algorithm(algorithm, Use::kMac);
  if (is_pbmac1(algorithm)) return mac;
  if (iterations == nullptr) {
    mac.iterations = 1;
  } else if (const auto count = iteration_count(iterations)) {
    mac.iterations = *count;
  }
  return mac;
}

}  // namespace

pki::Result<P12Description> describe_pkcs12(pki::BytesView file) {
  ERR_clear_error();
  const std::uint8_t* at = file.data();
  const pki::Pkcs12 p12(d2i_PKCS12(nullptr, &at, static_cast<long>(file.size())));
  if (!p12) return pki::take_error(pki::Errc::kP12Malformed, "the PKCS#12 file is damaged");

  P12Description description;
  if (PKCS12_mac_present(p12.get()) == 1) {
    const X509_ALGOR* digest = nullptr;
    const ASN1_INTEGER* iterations = nullptr;
    PKCS12_get0_mac(nullptr, &digest, nullptr, &iterations, p12.get());
    if (digest != nullptr) description.integrity = describe_mac(*digest, iterations);
  }
  const pki::Pkcs7Stack safes(PKCS12_unpack_authsafes(p12.get()));
  for (int i = 0; safes && i < sk_PKCS7_num(safes.get()) && description.protection.size() < kMostParts; ++i) {
    const PKCS7* safe = sk_PKCS7_value(safes.get(), i);
    if (PKCS7_type_is_data(safe)) {
      describe_bags(*safe, description.protection);
    } else if (PKCS7_type_is_encrypted(safe) && safe->d.encrypted != nullptr &&
               safe->d.encrypted->enc_data != nullptr && safe->d.encrypted->enc_data->algorithm != nullptr) {
      add_once(description.protection, describe_algorithm(*safe->d.encrypted->enc_data->algorithm, Use::kSafe));
    }
  }
  ERR_clear_error();
  return description;
}

}  // namespace orcamo::client

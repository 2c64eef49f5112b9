#pragma once
#include <openssl/x509.h>

#include <string>

#include "orcamo/client/p12_inspection.hpp"
#include "orcamo/pki/bytes.hpp"
#include "orcamo/pki/result.hpp"

// How the parts of a PKCS#12 file say they are protected: read, and judged, before anything is derived.
namespace orcamo::client {

// algorithm_name is OpenSSL's long name, or the dotted object identifier of what it does not know.
std::string algorithm_name(const ASN1_OBJECT* algorithm);

// iteration_count reads a positive count; LONG_MAX stands for that and for more. Fails with kP12Malformed.
pki::Result<long> iteration_count(const ASN1_INTEGER* count);

// iterations_in_words is "2048 iterations", or "more than 9223372036854775806 iterations".
std::string iterations_in_words(long count);

// pbe_iterations is the number of iterations that `encryption` (PBES1, PBES2 or of PKCS#12) asks for. Fails with
// kP12UnsupportedAlgorithm where a part of it (scheme, key derivation, PRF, cipher) cannot be done here.
pki::Result<long> pbe_iterations(const X509_ALGOR& encryption);

// check_mac_digest fails with kP12UnsupportedAlgorithm where the MAC's digest cannot be done here.
pki::Result<void> check_mac_digest(const X509_ALGOR& digest);

// Pbmac1Terms are the parameters of a PBMAC1 (RFC 9579, 3). The digests are NIDs.
struct Pbmac1Terms {
  pki::Bytes salt;
  long iterations = 0;
  std::size_t key_size = 0;  // octets
  int derivation_digest = 0;
  int mac_digest = 0;
};

// pbmac1_terms fails with kP12UnsupportedAlgorithm, kP12Malformed (keyLength, which RFC 9579 demands, is missing), and
// kP12LimitExceeded.
pki::Result<Pbmac1Terms> pbmac1_terms(const X509_ALGOR& mac);

bool is_pbmac1(const X509_ALGOR& mac);

// describe_algorithm tells what `algorithm` says, sensible or not, and derives nothing. A MAC of PKCS#12's own keeps
// its count elsewhere.
P12Algorithm describe_algorithm(const X509_ALGOR& algorithm, P12Algorithm::Use use);

}  // namespace orcamo::client

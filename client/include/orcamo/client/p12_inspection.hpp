#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "orcamo/client/pkcs12.hpp"
#include "orcamo/pki/bytes.hpp"
#include "orcamo/pki/certificate.hpp"
#include "orcamo/pki/error.hpp"

namespace orcamo::client {

// P12Verdict is what a file is to whoever wants to log in with it. The names are stable; see verdict_name.
enum class P12Verdict {
  kOk,  // one usable identity
  kWrongPassword,
  kUnsupportedAlgorithm,  // of the encryption, the derivation, the MAC or the key
  kMacMissing,
  kBadMac,  // the password opens it, and its MAC says that it was changed
  kMalformed,
  kNotP12,  // something else altogether, which is named
  kNoKey,
  kNoCertificate,
  kKeyMismatch,
  kSeveralIdentities,
  kNotForClient,  // no clientAuth in the extended key usage
  kLimitExceeded,
};

// verdict_name is for example "wrong_password".
std::string_view verdict_name(P12Verdict verdict) noexcept;

// P12Algorithm is how one part of a file is protected, as the file says to everybody.
struct P12Algorithm {
  enum class Use { kMac, kKey, kSafe };  // a safe holds certificates, and may hold keys

  Use use = Use::kSafe;
  std::string name;        // as openssl has it: "AES-256-CBC", "PBE-SHA1-RC2-40", "SHA256"; "none": nothing is hidden
  std::string derivation;  // "PBKDF2 with hmacWithSHA256"; empty where the name says it
  std::optional<long> iterations = {};
  bool is_old = false;  // RC2, RC4, DES, triple DES

  friend bool operator==(const P12Algorithm&, const P12Algorithm&) = default;
};

// use_name is "mac", "key" or "safe".
std::string_view use_name(P12Algorithm::Use use) noexcept;

// in_words is for example "AES-256-CBC, PBKDF2 with hmacWithSHA256, 2048 iterations".
std::string in_words(const P12Algorithm& algorithm);

struct P12Key {
  std::string kind;  // "EC", "RSA", "ED25519"
  int bits = 0;
  std::string friendly_name;  // UTF-8 of foreign making; empty: none
  bool has_local_id = false;  // localKeyID
};

struct P12Certificate {
  pki::Certificate certificate;
  std::string friendly_name;  // UTF-8 of foreign making; empty: none
  bool has_local_id = false;  // localKeyID
  bool has_key = false;       // one of the file's keys is its own
};

// P12Consumer is some program, and whether it takes the file as a client certificate.
struct P12Consumer {
  std::string_view name;  // "windows-2016"
  bool opens = false;
  std::string why_not = {};
};

// P12Inspection is what there is to know about a file.
struct P12Inspection {
  P12Verdict verdict = P12Verdict::kOk;
  std::optional<pki::Error> error = {};    // the verdict in words; unset where it is kOk
  std::optional<std::size_t> offset = {};  // of a malformed file: the octet, or the part, that makes no sense
  bool is_ber = false;                     // it has lengths or strings that DER has not
  std::vector<P12Algorithm> algorithms = {};
  std::vector<P12Key> keys = {};                  // those that the password, or nobody, hides
  std::vector<P12Certificate> certificates = {};  // likewise, in the order of the file
  std::vector<std::string> warnings = {};
  std::vector<P12Consumer> opens_in = {};  // with the password that is its own
};

// refusal_of is the inspection of a file that `error` kept from being looked into.
P12Inspection refusal_of(pki::Error error);

// inspect_pkcs12 judges `file` as open_pkcs12 reads it, and tells what else is visible with this password.
P12Inspection inspect_pkcs12(pki::BytesView file, std::string_view password, P12Policy policy = P12Policy::kUsual,
                             const Pkcs12Limits& limits = {});

}  // namespace orcamo::client

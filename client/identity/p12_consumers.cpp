#include "identity/p12_consumers.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "identity/purpose.hpp"

namespace orcamo::client {
namespace {

using Use = P12Algorithm::Use;

// What a file may ask of whoever opens it.
enum Ability : std::uint64_t {
  kRc2 = 1ULL << 0,        // RC2 and RC4 by PKCS#12's own derivation
  kTripleDes = 1ULL << 1,  // triple DES likewise
  kAes = 1ULL << 2,        // PBES2 with AES
  kPbes2Old = 1ULL << 3,   // PBES2 with triple DES
  kSha1Mac = 1ULL << 4,
  kSha2Mac = 1ULL << 5,
  kPbmac1 = 1ULL << 6,
  kNoMac = 1ULL << 7,
  kPlainKey = 1ULL << 8,
  kEd25519 = 1ULL << 9,
  kNonAscii = 1ULL << 10,   // a password of other characters
  kAes192 = 1ULL << 11,     // PBES2 with AES-192
  kNoKeyId = 1ULL << 12,    // a key without localKeyID
  kBareKey = 1ULL << 13,    // a key with neither localKeyID nor friendlyName
  kNested = 1ULL << 14,     // safes within safes
  kTrailing = 1ULL << 15,   // octets behind the file
  kVersion = 1ULL << 16,    // another version than 3
  kEmptyPbe = 1ULL << 17,   // encryption of PKCS#12's own with an empty password, as the two zeros of RFC 7292
  kOctetwise = 1ULL << 18,  // other characters in a BMPString as OpenSSL 1.0.2 wrote them
  kLatin1 = 1ULL << 19,     // PBES2 with a password in ISO-8859-1: nobody
  kWeak = 1ULL << 20,       // keys and signatures that TLS takes no more
  kUnheardOf = 1ULL << 21,  // an algorithm that nobody is known to know
  kSha224 = 1ULL << 22,     // in a MAC, or in PBKDF2
  kOddDigest = 1ULL << 23,  // MD5, and SHA-512 cut to 224 or 256 bits, likewise
  kMd5Mac = 1ULL << 24,
  kOddCipher = 1ULL << 25,  // DES, triple DES with two keys, ARIA
  kCamellia = 1ULL << 26,
  kStranger = 1ULL << 27,       // a key that belongs to no certificate
  kStrangerFirst = 1ULL << 28,  // likewise, before the one that does
  kUnmatchedId = 1ULL << 29,    // a key with a localKeyID that no certificate has
};
using Abilities = std::uint64_t;

constexpr Abilities kOldAndNew = kRc2 | kTripleDes | kEmptyPbe | kAes | kSha1Mac | kSha2Mac | kWeak;
constexpr Abilities kAnyAttributes = kNoKeyId | kBareKey | kUnmatchedId;
constexpr Abilities kAnyFrame = kNested | kTrailing | kVersion;
constexpr Abilities kOpenssl3 = kTripleDes | kEmptyPbe | kAes | kAes192 | kPbes2Old | kSha1Mac | kSha2Mac | kPlainKey |
                                kEd25519 | kNonAscii | kWeak | kAnyAttributes | kAnyFrame | kSha224 | kOddDigest |
                                kMd5Mac | kOddCipher | kCamellia | kStranger;

constexpr long kManyIterations = 100'000'000;  // more keep any program busy for minutes

// Consumer is a program, what it can do, and how many iterations it makes at most.
struct Consumer {
  std::string_view name;
  Abilities abilities;
  long most_iterations = kManyIterations;
};

// Windows, macOS, Android, Java 8 and FIPS are documented, not tried, and nothing is documented of odd frames; the
// others were tried (OpenSSL 3.0, NSS 3.87, GnuTLS 3.7, Java 17).
constexpr std::array kConsumers = {
    Consumer{"windows-2016", kRc2 | kTripleDes | kEmptyPbe | kSha1Mac | kWeak | kPlainKey | kNonAscii | kAnyAttributes},
    Consumer{"windows-2022", kOldAndNew | kAes192 | kPlainKey | kNonAscii | kAnyAttributes},
    Consumer{"macos-13", kRc2 | kTripleDes | kEmptyPbe | kSha1Mac | kWeak | kNonAscii | kAnyAttributes},
    Consumer{"java-8", kOldAndNew | kNoKeyId | kUnmatchedId, 5'000'000},  // from 8u301 on
    Consumer{
        "java-17",
        kOldAndNew | kSha224 | kNoMac | kEd25519 | kNoKeyId | kUnmatchedId | kStranger | kStrangerFirst | kTrailing,
        5'000'000},
    Consumer{"nss",
             kOldAndNew | kSha224 | kMd5Mac | kCamellia | kAes192 | kPbes2Old | kPlainKey | kNonAscii | kAnyFrame},
    Consumer{"android-14", kOldAndNew | kAes192 | kNonAscii | kAnyAttributes},
    Consumer{"openssl3", kOpenssl3 | kNoMac | kOctetwise | kStrangerFirst},
    Consumer{"openssl3-legacy", kOpenssl3 | kNoMac | kOctetwise | kStrangerFirst | kRc2},
    Consumer{"gnutls", (kOldAndNew & ~kEmptyPbe) | kSha224 | kAes192 | kPbes2Old | kPlainKey | kEd25519 | kNonAscii |
                           kAnyAttributes | kStranger | kStrangerFirst | kVersion},
    Consumer{"node", kOpenssl3 & ~kWeak},
    Consumer{"python", kOpenssl3 | kRc2},
    Consumer{"curl", kOpenssl3 & ~kWeak},
    Consumer{"fips", kAes | kAes192 | kPbmac1 | kNoMac | kNonAscii | kAnyAttributes},
};

// Demand is an ability that a file asks for, and why.
struct Demand {
  Abilities ability;
  std::string why;
};

// digest_ability is of a digest in a MAC or in PBKDF2, beyond what all know who know the newer ones.
Abilities digest_ability(std::string_view digest) {
  if (digest == "SHA1" || digest == "SHA256" || digest == "SHA384" || digest == "SHA512") return 0;
  if (digest == "SHA224") return kSha224;
  return digest == "MD5" || digest == "SHA512-224" || digest == "SHA512-256" ? kOddDigest : kUnheardOf;
}

Abilities hmac_ability(std::string_view hmac) {
  constexpr std::string_view kHmac = "hmacWith";
  return hmac.starts_with(kHmac) ? digest_ability(hmac.substr(kHmac.size())) : Abilities{kUnheardOf};
}

// derivation_ability is of "PBKDF2 with hmacWithSHA256", or of what encrypts with a derivation of its own.
Abilities derivation_ability(std::string_view derivation) {
  constexpr std::string_view kPbkdf2With = "PBKDF2 with ";
  if (derivation.empty()) return 0;
  return derivation.starts_with(kPbkdf2With) ? hmac_ability(derivation.substr(kPbkdf2With.size()))
                                             : Abilities{kUnheardOf};
}

Abilities encryption_ability(const P12Algorithm& algorithm) {
  const std::string_view name = algorithm.name;
  if (algorithm.derivation.empty()) {
    if (name == "PBE-SHA1-3DES") return kTripleDes;
    if (name == "PBE-SHA1-2DES") return kTripleDes | kOddCipher;
    const bool is_of_pkcs12 =
        name.starts_with("PBE-SHA1-RC4-") || name == "PBE-SHA1-RC2-40" || name == "PBE-SHA1-RC2-128";
    if (is_of_pkcs12) return kRc2;
    return algorithm.is_old ? kRc2 | kOddCipher : kUnheardOf;  // PBES1
  }
  if (name == "DES-EDE3-CBC") return kPbes2Old;
  if (algorithm.is_old) return kPbes2Old | kRc2 | kOddCipher;
  if (!name.ends_with("-CBC")) return kUnheardOf;
  if (name.starts_with("CAMELLIA-")) return kCamellia;
  if (name.starts_with("ARIA-")) return kOddCipher;
  if (!name.starts_with("AES-")) return kUnheardOf;
  return name.starts_with("AES-192") ? kAes192 : kAes;
}

bool is_pbmac1(const P12Algorithm& mac) { return mac.name.starts_with("PBMAC1"); }

Abilities mac_ability(const P12Algorithm& mac) {
  constexpr std::string_view kPbmac1With = "PBMAC1 with ";
  if (mac.name.starts_with(kPbmac1With)) {
    return kPbmac1 | hmac_ability(std::string_view(mac.name).substr(kPbmac1With.size()));
  }
  if (is_pbmac1(mac)) return kUnheardOf;
  if (mac.name == "MD5") return kMd5Mac;
  return (mac.name == "SHA1" ? kSha1Mac : kSha2Mac) | digest_ability(mac.name);
}

// is_pbe tells encryption of PKCS#12's own (RFC 7292, appendix C), which derives from a BMPString.
bool is_pbe(const P12Algorithm& algorithm) {
  return algorithm.use != Use::kMac && algorithm.is_old && algorithm.derivation.empty();
}

bool is_pbes2(const P12Algorithm& algorithm) { return algorithm.use != Use::kMac && !algorithm.derivation.empty(); }

bool takes_bmp_string(const P12Algorithm& algorithm) {
  return algorithm.use == Use::kMac ? !is_pbmac1(algorithm) : is_pbe(algorithm);
}

void add_for_algorithms(const std::vector<P12Algorithm>& algorithms, std::vector<Demand>& demands) {
  bool has_mac = false;
  for (const P12Algorithm& algorithm : algorithms) {
    if (algorithm.use == Use::kMac) {
      has_mac = true;
      demands.push_back({mac_ability(algorithm), "it does not know the MAC " + algorithm.name});
    } else if (algorithm.name != "none") {
      demands.push_back({encryption_ability(algorithm), "it does not know the encryption " + algorithm.name});
    } else if (algorithm.use == Use::kKey) {
      demands.push_back({kPlainKey, "it takes no key that is not encrypted"});
    }
    demands.push_back(
        {derivation_ability(algorithm.derivation), "it does not know the derivation " + algorithm.derivation});
  }
  if (!has_mac) demands.push_back({kNoMac, "it wants a MAC"});
}

void add_for_identity(const P12Inspection& inspection, const P12Oddities& oddities, std::vector<Demand>& demands) {
  if (oddities.begins_with_stranger) demands.push_back({kStrangerFirst, "it takes the first key, which is another's"});
  if (oddities.has_stranger) demands.push_back({kStranger, "it takes no key beside that belongs to no certificate"});
  if (oddities.has_unmatched_key_id) demands.push_back({kUnmatchedId, "it wants a certificate for each localKeyID"});
  for (const P12Key& key : inspection.keys) {
    if (key.kind == "ED25519" || key.kind == "ED448")
      demands.push_back({kEd25519, "it takes no key of the kind " + key.kind});
    if (!key.has_local_id && key.friendly_name.empty()) {
      demands.push_back({kBareKey, "it takes no key with neither localKeyID nor friendlyName"});
    }
    if (!key.has_local_id) demands.push_back({kNoKeyId, "it takes no key without a localKeyID"});
  }
  if (std::ranges::any_of(inspection.certificates, [](const auto& c) { return is_weak(c.certificate); })) {
    demands.push_back({kWeak, "it presents no certificate with so weak a key or signature"});
  }
}

void add_for_password(std::string_view password, P12Password::Form form, const std::vector<P12Algorithm>& algorithms,
                      std::vector<Demand>& demands) {
  using Form = P12Password::Form;
  if (std::ranges::any_of(password, [](char c) { return static_cast<unsigned char>(c) >= 0x80; })) {
    demands.push_back({kNonAscii, "it derives other keys from a password that is not ASCII"});
  }
  if (form == Form::kTwoZeros && std::ranges::any_of(algorithms, is_pbe)) {
    demands.push_back({kEmptyPbe, "it takes an empty password for no octets"});
  }
  if (form == Form::kOctetByOctet && std::ranges::any_of(algorithms, takes_bmp_string)) {
    demands.push_back({kOctetwise, "it does not derive keys as OpenSSL 1.0.2 did from a password that is not ASCII"});
  }
  if (form == Form::kLatin1 && std::ranges::any_of(algorithms, is_pbes2)) {
    demands.push_back({kLatin1, "it does not derive keys from a password in ISO-8859-1"});
  }
}

std::vector<Demand> demands_of(const P12Inspection& inspection, std::string_view password,
                               const P12Oddities& oddities) {
  std::vector<Demand> demands;
  add_for_algorithms(inspection.algorithms, demands);
  add_for_identity(inspection, oddities, demands);
  add_for_password(password, oddities.form, inspection.algorithms, demands);
  if (oddities.is_nested) demands.push_back({kNested, "it does not look into a safe within a safe"});
  for (const P12Slip slip : oddities.slips) {
    demands.push_back(slip == P12Slip::kVersion ? Demand{kVersion, "it takes no other version than 3"}
                                                : Demand{kTrailing, "it takes no octets behind the file"});
  }
  return demands;
}

// verdict_against is why nothing opens a file of such a verdict; empty where it depends.
std::string_view verdict_against(const P12Inspection& inspection) {
  switch (inspection.verdict) {
    case P12Verdict::kMalformed:
      return "it is damaged";
    case P12Verdict::kBadMac:
      return "its MAC says that it was changed";
    case P12Verdict::kNotP12:
      return "it is not PKCS#12";
    case P12Verdict::kNoKey:
      return "it has no private key";
    case P12Verdict::kNoCertificate:
      return "it has no certificate";
    case P12Verdict::kKeyMismatch:
      return "its key belongs to none of its certificates";
    case P12Verdict::kLimitExceeded:
      return inspection.algorithms.empty() ? "it is too large, or nested too deeply" : "";
    default:
      return "";
  }
}

}  // namespace

std::vector<P12Consumer> consumers_of(const P12Inspection& inspection, std::string_view password,
                                      const P12Oddities& oddities) {
  const std::string_view against = verdict_against(inspection);
  const std::vector<Demand> demands = demands_of(inspection, password, oddities);
  long iterations = 0;
  for (const P12Algorithm& algorithm : inspection.algorithms) {
    iterations = std::max(iterations, algorithm.iterations.value_or(0));
  }
  std::vector<P12Consumer> told;
  for (const Consumer& consumer : kConsumers) {
    P12Consumer& one = told.emplace_back();
    one.name = consumer.name;
    const auto lacking = std::find_if(demands.begin(), demands.end(), [&](const Demand& demand) {
      return (demand.ability & ~consumer.abilities) != 0;
    });
    if (!against.empty()) {
      one.why_not = against;
    } else if (lacking != demands.end()) {
      one.why_not = lacking->why;
    } else if (iterations > kManyIterations) {
      one.why_not = "it would be busy for minutes, or days";
    } else if (iterations > consumer.most_iterations) {
      one.why_not = "it makes at most " + std::to_string(consumer.most_iterations) + " iterations";
    } else if (inspection.verdict == P12Verdict::kUnsupportedAlgorithm && !oddities.is_refused_as_old) {
      one.why_not = "it is not known to take what cannot be read here";
    } else if (inspection.verdict == P12Verdict::kLimitExceeded && iterations <= Pkcs12Limits{}.iterations) {
      one.why_not = "it is too large, or nested too deeply";
    } else {
      one.opens = true;
    }
  }
  return told;
}

}  // namespace orcamo::client

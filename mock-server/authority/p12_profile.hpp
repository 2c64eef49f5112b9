#pragma once
#include <optional>
#include <span>
#include <string_view>

#include "authority/p12_profile_name.hpp"
#include "orcamo/pki/result.hpp"

namespace orcamo::mock {

// P12Encryption protects keys or certificates.
enum class P12Encryption {
  kNone,
  kAes256,  // PBES2 with PBKDF2 (RFC 8018), as the other kinds of AES
  kAes192,
  kAes128,
  kTripleDes,    // pbeWithSHAAnd3-KeyTripleDES-CBC (RFC 7292, appendix C)
  kRc2Of40Bits,  // pbeWithSHAAnd40BitRC2-CBC; needs OpenSSL's legacy provider
};

// is_old tells 3DES and RC2, which derive their keys as RFC 7292 has it and which a strict reader refuses.
constexpr bool is_old(P12Encryption encryption) noexcept {
  return encryption == P12Encryption::kTripleDes || encryption == P12Encryption::kRc2Of40Bits;
}

enum class P12Digest { kSha1, kSha256, kSha384, kSha512 };

// P12Mac is what a changed file is known by.
struct P12Mac {
  enum class Scheme {
    kNone,
    kPkcs12Kdf,  // RFC 7292, appendix B
    kPbmac1,     // RFC 9579
  };

  Scheme scheme = Scheme::kPkcs12Kdf;
  P12Digest digest = P12Digest::kSha256;
  int iterations = 2048;

  bool operator==(const P12Mac&) const = default;
};

// P12Chain is what comes along with the leaf.
enum class P12Chain {
  kNone,
  kFull,      // leaf, then the issuer
  kWithRoot,  // leaf, issuer, root
  kReversed,  // issuer, then the leaf
};

enum class P12Order { kCertificatesFirst, kKeyFirst };

// P12EmptyPassword is what stands for no characters, where a password is a BMPString: its two terminating zero octets
// (RFC 7292, appendix B.1), or no octets at all, as some writers have it.
enum class P12EmptyPassword { kTwoZeros, kNothing };

// P12Letters is how characters outside ASCII become a BMPString: as they are, or as OpenSSL before 1.1 did, each octet
// of their UTF-8 for a character. PBES2 and PBMAC1 take UTF-8 in any case.
enum class P12Letters { kAsTheyAre, kOctetByOctet };

enum class P12LocalKeyId { kWritten, kNone };

// P12Profile is what a PKCS#12 file is made of: every part a knob, all combinations valid. The default is Modern2023.
// Texts are borrowed for as long as a sandbox, its policy or a certificate knows the profile: string literals.
struct P12Profile {
  static const P12Profile kModern2023;
  static const P12Profile kLegacyDes;

  P12ProfileName name = {};
  std::string_view says = {};  // one clause for people
  P12Encryption keys = P12Encryption::kAes256;
  P12Encryption certificates = P12Encryption::kAes256;
  P12Digest derivation = P12Digest::kSha256;  // of PBKDF2, for AES
  int iterations = 2048;                      // of each encryption
  P12Mac mac = {};
  P12Chain chain = P12Chain::kFull;
  P12Order order = P12Order::kCertificatesFirst;
  P12EmptyPassword empty_password = P12EmptyPassword::kTwoZeros;
  P12Letters letters = P12Letters::kAsTheyAre;
  std::optional<std::string_view> friendly_name = {};  // unset: what the caller says; empty: none
  P12LocalKeyId local_key_id = P12LocalKeyId::kWritten;

  bool operator==(const P12Profile&) const = default;
};

inline constexpr P12Profile P12Profile::kModern2023{.name = "Modern2023",
                                                    .says = "AES-256 and SHA-256: what is written today"};

inline constexpr P12Profile P12Profile::kLegacyDes{
    .name = "LegacyDES",
    .says = "3DES and SHA-1: what old Windows, macOS, iOS and Android want",
    .keys = P12Encryption::kTripleDes,
    .certificates = P12Encryption::kTripleDes,
    .mac = {.digest = P12Digest::kSha1},
};

// profiles are all that have a name, the usual ones first.
std::span<const P12Profile> profiles() noexcept;

// P12Alias is a profile by the program that is to open the file.
struct P12Alias {
  std::string_view name;
  std::string_view profile;
};
std::span<const P12Alias> profile_aliases() noexcept;

// find_profile takes a name or an alias, to the letter; null where there is none.
const P12Profile* find_profile(std::string_view name) noexcept;

// parse_p12_profile is the same for what a person wrote, or for several with "+" between them (p12_profile_sum.hpp).
// Fails with kRequestBadValue.
pki::Result<P12Profile> parse_p12_profile(std::string_view text);

}  // namespace orcamo::mock

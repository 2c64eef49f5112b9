#include "authority/p12_profile.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "authority/p12_profile_sum.hpp"

namespace orcamo::mock {
namespace {

using Scheme = P12Mac::Scheme;

constexpr std::array kProfiles{
    P12Profile::kModern2023,
    P12Profile::kLegacyDes,
    P12Profile{
        .name = "LegacyRC2",
        .says = "RC2-40 for certificates, 3DES for the key, SHA-1: what OpenSSL 1.x and old Windows write",
        .keys = P12Encryption::kTripleDes,
        .certificates = P12Encryption::kRc2Of40Bits,
        .mac = {.digest = P12Digest::kSha1},
    },
    P12Profile{
        .name = "PBMAC1",
        .says = "AES-256 and the MAC of RFC 9579, the one that FIPS allows",
        .mac = {.scheme = Scheme::kPbmac1},
    },
    P12Profile{
        .name = "PBMAC1-SHA512",
        .says = "the same with SHA-512 throughout",
        .derivation = P12Digest::kSha512,
        .mac = {.scheme = Scheme::kPbmac1, .digest = P12Digest::kSha512},
    },
    P12Profile{.name = "MacSHA1", .says = "AES-256 under a MAC with SHA-1", .mac = {.digest = P12Digest::kSha1}},
    P12Profile{.name = "MacSHA384", .says = "AES-256 under a MAC with SHA-384", .mac = {.digest = P12Digest::kSha384}},
    P12Profile{.name = "MacSHA512", .says = "AES-256 under a MAC with SHA-512", .mac = {.digest = P12Digest::kSha512}},
    P12Profile{.name = "NoMAC", .says = "AES-256 without a MAC", .mac = {.scheme = Scheme::kNone}},
    P12Profile{.name = "AES128",
               .says = "AES-128 and SHA-256",
               .keys = P12Encryption::kAes128,
               .certificates = P12Encryption::kAes128},
    P12Profile{.name = "AES192",
               .says = "AES-192 and SHA-256",
               .keys = P12Encryption::kAes192,
               .certificates = P12Encryption::kAes192},
    P12Profile{.name = "DerivationSHA1",
               .says = "AES-256 with PBKDF2-HMAC-SHA-1, the default of RFC 8018",
               .derivation = P12Digest::kSha1},
    P12Profile{
        .name = "DerivationSHA512", .says = "AES-256 with PBKDF2-HMAC-SHA-512", .derivation = P12Digest::kSha512},
    P12Profile{.name = "Iterations1", .says = "one iteration of everything", .iterations = 1, .mac = {.iterations = 1}},
    P12Profile{.name = "Iterations600000",
               .says = "600,000 iterations of everything, as NSS and GnuTLS write",
               .iterations = 600'000,
               .mac = {.iterations = 600'000}},
    P12Profile{.name = "PlainCertificates",
               .says = "certificates that are not encrypted",
               .certificates = P12Encryption::kNone},
    P12Profile{.name = "PlainKey", .says = "a key that is not encrypted (KeyBag)", .keys = P12Encryption::kNone},
    P12Profile{
        .name = "Passwordless",
        .says = "nothing encrypted and no MAC",
        .keys = P12Encryption::kNone,
        .certificates = P12Encryption::kNone,
        .mac = {.scheme = Scheme::kNone},
    },
    P12Profile{.name = "NoChain", .says = "the leaf alone", .chain = P12Chain::kNone},
    P12Profile{.name = "WithRoot", .says = "leaf, issuer and root", .chain = P12Chain::kWithRoot},
    P12Profile{.name = "ReversedChain", .says = "the issuer before the leaf", .chain = P12Chain::kReversed},
    P12Profile{
        .name = "KeyFirst", .says = "the key before the certificates, as Windows writes", .order = P12Order::kKeyFirst},
    P12Profile{.name = "NameJapanese", .says = "a friendlyName in Japanese", .friendly_name = "医療機関の電子証明書"},
    P12Profile{.name = "NameBeyondBMP",
               .says = "a friendlyName with surrogate pairs, as Windows writes",
               .friendly_name = "𠮷野医院"},
    P12Profile{.name = "NameWithNUL",
               .says = "a friendlyName that ends in NUL, as Windows writes",
               .friendly_name = std::string_view("client\0", 7)},
    P12Profile{.name = "NoName", .says = "no friendlyName", .friendly_name = ""},
    P12Profile{.name = "NoLocalKeyId", .says = "no localKeyID", .local_key_id = P12LocalKeyId::kNone},
    P12Profile{.name = "NoAttributes",
               .says = "neither friendlyName nor localKeyID: the key alone tells the leaf",
               .friendly_name = "",
               .local_key_id = P12LocalKeyId::kNone},
    P12Profile{
        .name = "EmptyAsNothing",
        .says = "an empty password stands for no octets",
        .empty_password = P12EmptyPassword::kNothing,
    },
    P12Profile{
        .name = "LegacyDES-EmptyAsNothing",
        .says = "3DES and SHA-1, and an empty password stands for no octets",
        .keys = P12Encryption::kTripleDes,
        .certificates = P12Encryption::kTripleDes,
        .mac = {.digest = P12Digest::kSha1},
        .empty_password = P12EmptyPassword::kNothing,
    },
    P12Profile{
        .name = "LegacyDES-OctetByOctet",
        .says = "3DES and SHA-1, a password outside ASCII as OpenSSL 1.0 writes it",
        .keys = P12Encryption::kTripleDes,
        .certificates = P12Encryption::kTripleDes,
        .mac = {.digest = P12Digest::kSha1},
        .letters = P12Letters::kOctetByOctet,
    },
};

// What each is documented, or measured, to open (docs/reference/p12-compatibility.md).
constexpr std::array kAliases{
    P12Alias{"windows-2016", "LegacyDES"}, P12Alias{"windows-2022", "Modern2023"},
    P12Alias{"macos-13", "LegacyDES"},     P12Alias{"java-8", "LegacyDES"},
    P12Alias{"nss", "Modern2023"},         P12Alias{"android-14", "Modern2023"},
    P12Alias{"openssl3", "Modern2023"},    P12Alias{"fips", "PBMAC1"},
};

pki::Error unknown_profile(std::string_view name) {
  std::string hint = "use ";
  for (const P12Profile& each : kProfiles) hint.append(each.name).append(", ");
  for (const P12Alias& each : kAliases) {
    hint.append(each.name).append(&each == &kAliases.back() ? "" : &each == &kAliases.back() - 1 ? " or " : ", ");
  }
  return pki::Error(pki::Errc::kRequestBadValue, "\"" + std::string(name) + "\" is not a PKCS#12 profile",
                    std::move(hint));
}

}  // namespace

std::span<const P12Profile> profiles() noexcept { return kProfiles; }

std::span<const P12Alias> profile_aliases() noexcept { return kAliases; }

const P12Profile* find_profile(std::string_view name) noexcept {
  const auto alias = std::ranges::find(kAliases, name, &P12Alias::name);
  const std::string_view asked = alias == kAliases.end() ? name : alias->profile;
  const auto found = std::ranges::find(kProfiles, asked, [](const P12Profile& each) { return each.name.view(); });
  return found == kProfiles.end() ? nullptr : &*found;
}

pki::Result<P12Profile> parse_p12_profile(std::string_view text) {
  std::vector<const P12Profile*> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('+', begin), text.size());
    const std::string_view name = text.substr(begin, end - begin);
    parts.push_back(find_profile(name));
    if (parts.back() == nullptr) return unknown_profile(name);
    begin = end + 1;
  }
  return sum_of(parts);
}

}  // namespace orcamo::mock

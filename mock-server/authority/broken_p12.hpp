#pragma once
#include <span>
#include <string_view>

#include "authority/certificate_authority.hpp"
#include "authority/p12_profile.hpp"
#include "orcamo/pki/bytes.hpp"
#include "orcamo/pki/credential.hpp"
#include "orcamo/pki/randomness.hpp"
#include "orcamo/pki/result.hpp"

namespace orcamo::mock {

// BrokenFoundIn is where a reader that goes from the outside to the inside finds the fault, and so what it says where
// the file's profile is refused as well.
enum class BrokenFoundIn {
  kFrame,         // before it looks for a MAC
  kMac,           // when it reads the MAC
  kCertificates,  // when it looks how the certificates are encrypted
  kKey,           // when it looks how the key is
  kParts,         // later
};

// BrokenNeeds is what a profile must have, so that it can be broken.
struct BrokenNeeds {
  bool password = false;  // anything that depends on one
  bool mac = false;
  bool pkcs12_mac = false;  // one with the salt and the iterations of RFC 7292, appendix B
  bool encrypted_key = false;
  bool encrypted_certificates = false;
  // What shows that the password is right, and the file is not: an encrypted part, where the MAC is wrong; the MAC or
  // encrypted certificates, where the key is.
  bool encrypted_part = false;
  bool proof_beside_key = false;
};

// BrokenKind is one way in which a .p12 is not what it should be, and what its reader should say. Verdicts are those of
// `orcamo-p12 inspect`: "ok", "bad_mac", "malformed", … A few kinds are sound, only seldom seen: their verdict is "ok".
struct BrokenKind {
  std::string_view name = {};  // "bad-mac"
  std::string_view en = {};
  std::string_view ja = {};
  std::string_view lenient = {};  // the verdict of a reader that takes a missing MAC and old encryption
  std::string_view strict = {};   // … of one that refuses them
  BrokenFoundIn found = BrokenFoundIn::kParts;
  BrokenNeeds needs = {};
};

std::span<const BrokenKind> broken_kinds() noexcept;

// find_broken_kind takes a name to the letter; null where there is none.
const BrokenKind* find_broken_kind(std::string_view name) noexcept;

// parse_broken_kind is the same for what a person wrote. Fails with kRequestBadValue.
pki::Result<BrokenKind> parse_broken_kind(std::string_view name);

// with_profile is the kind with the verdicts of its file of another profile, one that parse_p12_profile reads: kinds
// are listed with those of Modern2023. Fails with kRequestBadValue where the profile lacks what is to be broken.
pki::Result<BrokenKind> with_profile(const BrokenKind& kind, const P12Profile& profile);

// BrokenOrder is what the file is about, borrowed. `authority` has issued the credential; where a kind needs another
// certificate of the same subject, it issues that too.
struct BrokenOrder {
  const CertificateAuthority& authority;
  const pki::Credential& credential;
  const SubjectName& subject;
  std::string_view password;
  P12Profile profile = P12Profile::kModern2023;  // but for what the kind bends
};

// mint_broken makes the file; one seed, credential, profile and password give one file. Fails as with_profile and
// seal_pkcs12.
pki::Result<pki::Bytes> mint_broken(const BrokenKind& kind, const BrokenOrder& order,
                                    const pki::Randomness& randomness = pki::Randomness::system());

}  // namespace orcamo::mock

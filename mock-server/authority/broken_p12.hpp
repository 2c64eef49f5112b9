#pragma once
#include <span>
#include <string_view>

#include "authority/certificate_authority.hpp"
#include "orcamo/pki/bytes.hpp"
#include "orcamo/pki/credential.hpp"
#include "orcamo/pki/randomness.hpp"
#include "orcamo/pki/result.hpp"

namespace orcamo::mock {

// BrokenKind is one way in which a .p12 is not what it should be, and what its reader should say. Verdicts are those of
// `orcamo-p12 inspect`: "ok", "bad_mac", "malformed", … A few kinds are sound, only seldom seen: their verdict is "ok".
struct BrokenKind {
  std::string_view name = {};  // "bad-mac"
  std::string_view en = {};
  std::string_view ja = {};
  std::string_view lenient = {};  // the verdict of a reader that takes a missing MAC
  std::string_view strict = {};   // … of one that refuses it
};

std::span<const BrokenKind> broken_kinds() noexcept;

// find_broken_kind takes a name to the letter; null where there is none.
const BrokenKind* find_broken_kind(std::string_view name) noexcept;

// parse_broken_kind is the same for what a person wrote. Fails with kRequestBadValue.
pki::Result<BrokenKind> parse_broken_kind(std::string_view name);

// BrokenOrder is what the file is about, borrowed. `authority` has issued the credential; where a kind needs another
// certificate of the same subject, it issues that too.
struct BrokenOrder {
  const CertificateAuthority& authority;
  const pki::Credential& credential;
  const SubjectName& subject;
  std::string_view password;
};

// mint_broken makes the file. It is AES-256 and SHA-256 where the kind says nothing else; one seed, credential and
// password give one file. Fails as seal_pkcs12.
pki::Result<pki::Bytes> mint_broken(const BrokenKind& kind, const BrokenOrder& order,
                                    const pki::Randomness& randomness = pki::Randomness::system());

}  // namespace orcamo::mock

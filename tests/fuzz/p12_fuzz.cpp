#include <openssl/err.h>

#include <set>
#include <string>

#include "claims.hpp"
#include "identity/p12_description.hpp"
#include "identity/pkcs12_pack.hpp"
#include "orcamo/client/pkcs12.hpp"

// A whole PKCS#12 file, as it was downloaded.
namespace orcamo::testing {
namespace {

using client::open_pkcs12;
using pki::Errc;

constexpr std::string_view kPassword = "aB3dE6gH9k";  // of the seeds
constexpr std::string_view kOther = "another one!";

// As much as the seeds ask for: a run is to be short.
constexpr client::Pkcs12Limits kLimits{.octets = 1 << 16, .iterations = 2048};

// claim_packs: what was opened and packed opens again. A change of the frame makes no other credential, so that once
// for each is enough.
void claim_packs(const pki::Credential& credential) {
  static std::set<std::string> done;
  if (!done.insert(credential.certificate.fingerprint_sha256()).second) return;
  const auto packed = client::pack_pkcs12(credential, kPassword);
  if (!packed) return;  // a name that OpenSSL does not write
  const auto again = open_pkcs12(*packed, kPassword);
  claim(again.has_value(), "what was opened and packed opens", again ? "" : again.error().message());
  claim(again->certificate == credential.certificate, "what was packed is what comes back");
}

void claim_usable(pki::BytesView file, const pki::Credential& credential) {
  claim(credential.certificate.matches(credential.key), "the key belongs to the certificate");
  for (const pki::Certificate& each : credential.chain) {
    claim(each != credential.certificate, "the chain is above the certificate", each.subject());
  }

  const auto other = open_pkcs12(file, kOther, kLimits);
  claim(!other, "a file that one password opens is not opened by another");
  claim(other.error().code() == Errc::kP12WrongPassword || other.error().code() == Errc::kP12LimitExceeded,
        "a wrong password is told as such", other.error().message());
  claim_sentence(other.error());
  claim_silence(other.error(), kOther);
  claim_packs(credential);
}

void read_p12(pki::BytesView file) {
  const auto opened = open_pkcs12(file, kPassword, kLimits);
  claim(ERR_peek_error() == 0, "the error queue is empty");
  if (opened) {
    claim_usable(file, *opened);
  } else {
    claim_sentence(opened.error());
    claim_silence(opened.error(), kPassword);
  }
  const auto description = client::describe_pkcs12(file);
  claim(!opened || description, "what opens can be described");
  if (!description) claim_sentence(description.error());
  claim(ERR_peek_error() == 0, "the error queue is empty");
}

}  // namespace
}  // namespace orcamo::testing

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  orcamo::testing::read_p12({data, size});
  return 0;
}

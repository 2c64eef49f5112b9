#include <openssl/err.h>

#include <algorithm>
#include <set>
#include <string>

#include "claims.hpp"
#include "identity/pkcs12_pack.hpp"
#include "orcamo/client/p12_inspection.hpp"
#include "orcamo/client/pkcs12.hpp"

// A whole PKCS#12 file, as it was downloaded.
namespace orcamo::testing {
namespace {

using client::inspect_pkcs12;
using client::open_pkcs12;
using client::P12Inspection;
using client::P12Policy;
using client::P12Verdict;
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
    claim(std::count(credential.chain.begin(), credential.chain.end(), each) == 1, "the chain has no twins",
          each.subject());
  }
  const auto other = open_pkcs12(file, kOther, kLimits);
  claim(!other, "a file that one password opens is not opened by another");
  claim(other.error().code() == Errc::kP12WrongPassword || other.error().code() == Errc::kP12LimitExceeded,
        "a wrong password is told as such", other.error().message());
  claim_sentence(other.error());
  claim_silence(other.error(), kOther);
  claim_packs(credential);
}

void claim_told(pki::BytesView file, const P12Inspection& inspection) {
  claim(inspection.error.has_value() == (inspection.verdict != P12Verdict::kOk), "a refusal has an error");
  if (inspection.error) {
    claim_sentence(*inspection.error);
    claim_silence(*inspection.error, kPassword);
  }
  claim(!inspection.offset || *inspection.offset <= file.size(), "an offset is within the file");
  for (const auto& each : inspection.algorithms) claim(is_one_line(in_words(each)), "an algorithm is one line");
  for (const auto& each : inspection.keys) claim(client::is_utf8(each.friendly_name), "a friendly name is UTF-8");
  for (const auto& each : inspection.certificates) {
    claim(client::is_utf8(each.friendly_name), "a friendly name is UTF-8");
  }
  for (const std::string& each : inspection.warnings) claim(is_one_line(each), "a warning is one line", each);
  claim(!inspection.opens_in.empty(), "every consumer is judged");
  for (const auto& each : inspection.opens_in) {
    claim(each.opens == each.why_not.empty() && is_one_line(each.why_not), "a consumer that does not open it says why",
          each.name);
  }
  const auto has_key = [](const client::P12Certificate& each) { return each.has_key; };
  claim(inspection.verdict != P12Verdict::kOk ||
            std::any_of(inspection.certificates.begin(), inspection.certificates.end(), has_key),
        "what is usable has a certificate with its key");
}

bool opens(const P12Inspection& inspection) {
  return inspection.verdict == P12Verdict::kOk || inspection.verdict == P12Verdict::kNotForClient;
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
  const P12Inspection lenient = inspect_pkcs12(file, kPassword, P12Policy::kLenient, kLimits);
  claim(ERR_peek_error() == 0, "the error queue is empty");
  claim_told(file, lenient);
  claim(!opened || opens(lenient), "what is read is read leniently", verdict_name(lenient.verdict));
  const P12Inspection strict = inspect_pkcs12(file, kPassword, P12Policy::kStrict, kLimits);
  claim_told(file, strict);
  claim(!opens(strict) || opened, "what is read strictly is read", verdict_name(strict.verdict));
  claim_told(file, inspect_pkcs12(file, "", P12Policy::kUsual, kLimits));
  claim(ERR_peek_error() == 0, "the error queue is empty");
}

}  // namespace
}  // namespace orcamo::testing

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  orcamo::testing::read_p12({data, size});
  return 0;
}

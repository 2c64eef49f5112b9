#include "orcamo/client/p12_inspection.hpp"

#include <openssl/err.h>

#include <algorithm>
#include <utility>

#include "identity/p12_algorithms.hpp"
#include "identity/p12_consumers.hpp"
#include "identity/p12_description.hpp"
#include "identity/p12_library.hpp"
#include "identity/p12_notes.hpp"
#include "identity/p12_reader.hpp"
#include "identity/purpose.hpp"
#include "orcamo/pki/openssl/handles.hpp"

namespace orcamo::client {
namespace {

using Use = P12Algorithm::Use;

constexpr std::uint8_t kVersion = 3;
constexpr std::size_t kMostSlips = 2;  // one of each kind
constexpr long kFewIterations = 1000;  // the least of RFC 8018, 4.2

// objection is what speaks against an identity that could be read.
std::optional<pki::Error> objection(const pki::Certificate& certificate) {
  const auto unfit = unfit_for_login(certificate);
  if (!unfit) return std::nullopt;
  return pki::Error(pki::Errc::kIdentityNotForClients, "the certificate is not for clients: " + std::string(*unfit),
                    "ask for a client certificate; another one logs nobody in");
}

// algorithms_of are those that the file shows, and those that the password has uncovered.
std::vector<P12Algorithm> algorithms_of(pki::BytesView file, const P12Notes& notes) {
  std::vector<P12Algorithm> all;
  if (const auto description = describe_pkcs12(file)) {
    if (description->integrity) all.push_back(*description->integrity);
    all.insert(all.end(), description->protection.begin(), description->protection.end());
  }
  for (const P12Algorithm& algorithm : notes.algorithms) {
    if (std::find(all.begin(), all.end(), algorithm) == all.end()) all.push_back(algorithm);
  }
  return all;
}

P12Key told(const P12Contents::Key& key) {
  const EVP_PKEY* native = pki::NativeAccess::native(key.key);
  const char* kind = EVP_PKEY_get0_type_name(native);
  return {kind == nullptr ? "" : kind, EVP_PKEY_get_bits(native), key.friendly_name, !key.local_id.empty()};
}

P12Certificate told(const P12Contents::Certificate& certificate, const std::vector<P12Contents::Key>& keys) {
  const bool has_key = std::any_of(
      keys.begin(), keys.end(), [&](const P12Contents::Key& key) { return certificate.certificate.matches(key.key); });
  ERR_clear_error();
  return {certificate.certificate, certificate.friendly_name, !certificate.local_id.empty(), has_key};
}

bool has_old(const P12Inspection& inspection) {
  return std::ranges::any_of(inspection.algorithms, &P12Algorithm::is_old);
}

// refuses_old tells whether old encryption stops the reader, by the policy or for want of what decrypts it.
bool refuses_old(P12Policy policy) { return policy == P12Policy::kStrict || !has_legacy_provider(); }

bool is_stranger(const P12Contents::Key& key, const std::vector<P12Contents::Certificate>& certificates) {
  const bool is = std::ranges::none_of(certificates, [&](const auto& c) { return c.certificate.matches(key.key); });
  ERR_clear_error();
  return is;
}

bool is_unmatched(const P12Contents::Key& key, const std::vector<P12Contents::Certificate>& certificates) {
  return !key.local_id.empty() && !certificates.empty() &&
         std::ranges::none_of(certificates, [&](const auto& c) { return c.local_id == key.local_id; });
}

// has_stranger tells whether there is another key beside that of a certificate; what is hidden may belong to any.
bool has_stranger(const P12Notes& notes) {
  const auto is = [&](const P12Contents::Key& key) { return is_stranger(key, notes.certificates); };
  return std::ranges::any_of(notes.keys, is) && !std::ranges::all_of(notes.keys, is);
}

P12Oddities oddities_of(const P12Notes& notes, std::vector<P12Slip> slips) {
  P12Oddities found{.is_nested = notes.is_nested, .form = notes.form, .slips = std::move(slips)};
  found.has_stranger = has_stranger(notes);
  found.begins_with_stranger = found.has_stranger && is_stranger(notes.keys[0], notes.certificates);
  found.has_unmatched_key_id =
      std::ranges::any_of(notes.keys, [&](const auto& key) { return is_unmatched(key, notes.certificates); });
  return found;
}

std::vector<std::string> warnings_of(const P12Inspection& inspection, bool opened) {
  std::vector<std::string> warnings;
  const auto& algorithms = inspection.algorithms;
  const auto has = [&](auto&& is_so) { return std::any_of(algorithms.begin(), algorithms.end(), is_so); };
  if (opened && !has([](const P12Algorithm& a) { return a.use == Use::kMac; })) {
    warnings.emplace_back("it has no MAC: nobody can tell whether it was changed");
  }
  if (has_old(inspection)) {
    warnings.emplace_back("its encryption is old (RC2, RC4, DES or triple DES)");
  }
  if (has([](const P12Algorithm& a) { return a.use == Use::kKey && a.name == "none"; })) {
    warnings.emplace_back("its private key is not encrypted");
  }
  if (has([](const P12Algorithm& a) { return a.iterations && *a.iterations < kFewIterations; })) {
    warnings.emplace_back("its password can be tried out quickly: it has fewer than 1000 iterations");
  }
  const auto& certificates = inspection.certificates;
  if (std::any_of(certificates.begin(), certificates.end(),
                  [](const P12Certificate& c) { return is_weak(c.certificate); })) {
    warnings.emplace_back("a key or signature is too weak for TLS today (RSA below 2048 bits, SHA-1)");
  }
  if (std::any_of(certificates.begin(), certificates.end(),
                  [](const P12Certificate& c) { return c.has_key && c.certificate.is_authority(); })) {
    warnings.emplace_back("its certificate is an authority's: as a renewal it is refused");
  }
  if (inspection.is_ber) warnings.emplace_back("it is in BER, not DER: some programs do not read that");
  return warnings;
}

// verdict_of is what an error of open_pkcs12 comes to.
P12Verdict verdict_of(pki::Errc code) noexcept {
  switch (code) {
    case pki::Errc::kP12WrongPassword:
      return P12Verdict::kWrongPassword;
    case pki::Errc::kP12UnsupportedAlgorithm:
      return P12Verdict::kUnsupportedAlgorithm;
    case pki::Errc::kP12MacMissing:
      return P12Verdict::kMacMissing;
    case pki::Errc::kP12NotP12:
      return P12Verdict::kNotP12;
    case pki::Errc::kP12NoKey:
      return P12Verdict::kNoKey;
    case pki::Errc::kP12NoCertificate:
      return P12Verdict::kNoCertificate;
    case pki::Errc::kKeyMismatch:
      return P12Verdict::kKeyMismatch;
    case pki::Errc::kP12SeveralIdentities:
      return P12Verdict::kSeveralIdentities;
    case pki::Errc::kIdentityNotForClients:
      return P12Verdict::kNotForClient;
    case pki::Errc::kP12LimitExceeded:
    case pki::Errc::kFileTooLarge:
      return P12Verdict::kLimitExceeded;
    default:
      return P12Verdict::kMalformed;
  }
}

void mend(P12Slip slip, std::size_t offset, pki::Bytes& file) {
  if (slip == P12Slip::kVersion) {
    file[offset] = kVersion;
  } else {
    file.resize(offset);
  }
}

// look_into tells all but who opens the file.
P12Inspection look_into(pki::BytesView file, std::string_view password, P12Policy policy, const Pkcs12Limits& limits,
                        P12Notes& notes) {
  const auto opened = read_p12(file, password, limits, policy, notes);
  P12Inspection inspection;
  if (!opened) {
    inspection = refusal_of(opened.error());
    if (notes.has_bad_mac) inspection.verdict = P12Verdict::kBadMac;
    if (inspection.verdict == P12Verdict::kMalformed) inspection.offset = notes.offset;
  } else if (auto against = objection(opened->certificate)) {
    inspection = refusal_of(*std::move(against));
  }
  if (inspection.verdict == P12Verdict::kNotP12) return inspection;
  inspection.is_ber = notes.outline.is_ber;
  if (file.size() <= limits.octets) inspection.algorithms = algorithms_of(file, notes);
  for (const P12Contents::Key& key : notes.keys) inspection.keys.push_back(told(key));
  for (const P12Contents::Certificate& certificate : notes.certificates) {
    inspection.certificates.push_back(told(certificate, notes.keys));
  }
  inspection.warnings = warnings_of(inspection, opened.has_value());
  if (opened && has_stranger(notes)) {
    inspection.warnings.emplace_back(
        "one of its keys belongs to no certificate: some programs take only the first key");
  }
  return inspection;
}

// known is the password, where it has opened the file.
std::string_view known(std::string_view password, const P12Inspection& inspection) {
  const bool opens = inspection.verdict == P12Verdict::kOk || inspection.verdict == P12Verdict::kNotForClient;
  return opens ? password : std::string_view();
}

void refuse_everywhere(std::string_view why, std::vector<P12Consumer>& consumers) {
  for (P12Consumer& consumer : consumers) consumer = {consumer.name, false, std::string(why)};
}

}  // namespace

std::string_view verdict_name(P12Verdict verdict) noexcept {
  switch (verdict) {
    case P12Verdict::kOk:
      return "ok";
    case P12Verdict::kWrongPassword:
      return "wrong_password";
    case P12Verdict::kUnsupportedAlgorithm:
      return "unsupported_algorithm";
    case P12Verdict::kMacMissing:
      return "mac_missing";
    case P12Verdict::kBadMac:
      return "bad_mac";
    case P12Verdict::kMalformed:
      return "malformed";
    case P12Verdict::kNotP12:
      return "not_p12";
    case P12Verdict::kNoKey:
      return "no_key";
    case P12Verdict::kNoCertificate:
      return "no_certificate";
    case P12Verdict::kKeyMismatch:
      return "key_mismatch";
    case P12Verdict::kSeveralIdentities:
      return "several_identities";
    case P12Verdict::kNotForClient:
      return "not_for_client";
    case P12Verdict::kLimitExceeded:
      return "limit_exceeded";
  }
  return "malformed";
}

std::string_view use_name(P12Algorithm::Use use) noexcept {
  switch (use) {
    case Use::kMac:
      return "mac";
    case Use::kKey:
      return "key";
    case Use::kSafe:
      break;
  }
  return "safe";
}

std::string in_words(const P12Algorithm& algorithm) {
  std::string words = algorithm.name;
  if (!algorithm.derivation.empty()) words += ", " + algorithm.derivation;
  if (algorithm.iterations) words += ", " + iterations_in_words(*algorithm.iterations);
  return words;
}

P12Inspection refusal_of(pki::Error error) {
  P12Inspection inspection;
  inspection.verdict = verdict_of(error.code());
  inspection.error = std::move(error);
  inspection.opens_in = consumers_of(inspection, {});
  return inspection;
}

P12Inspection inspect_pkcs12(pki::BytesView file, std::string_view password, P12Policy policy,
                             const Pkcs12Limits& limits) {
  P12Notes notes;
  P12Inspection inspection = look_into(file, password, policy, limits, notes);
  // Who opens it is asked of the file as those read it who overlook its slips.
  P12Inspection theirs = inspection;
  pki::Bytes mended(file.begin(), file.end());
  std::vector<P12Slip> slips;
  while (notes.slip && notes.offset && slips.size() < kMostSlips) {
    slips.push_back(*notes.slip);
    mend(*notes.slip, *notes.offset, mended);
    notes = {};
    theirs = look_into(mended, password, policy, limits, notes);
  }
  P12Oddities oddities = oddities_of(notes, std::move(slips));
  oddities.is_refused_as_old = refuses_old(policy) && has_old(theirs);
  inspection.opens_in = consumers_of(theirs, known(password, theirs), oddities);
  if (notes.has_two_passwords) refuse_everywhere("its MAC and its contents have two passwords", inspection.opens_in);
  return inspection;
}

}  // namespace orcamo::client

#include "orcamo/client/pkcs12.hpp"

#include <openssl/err.h>

#include <algorithm>
#include <climits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "identity/file_kind.hpp"
#include "identity/p12_algorithms.hpp"
#include "orcamo/pki/openssl/handles.hpp"

namespace orcamo::client {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

using Signature = pki::Handle<X509_SIG, X509_SIG_free>;

constexpr int kDeepestSafe = 4;         // SafeContents within SafeContents
constexpr std::size_t kMostBags = 256;  // an identity has two and its chain
constexpr int kLargestKey = 16'384;     // bits, of RSA: OpenSSL verifies with no larger ones, and signing takes minutes
constexpr int kDerivationsWorth = 4;    // all derivations together may cost as much as this many of the longest
constexpr const char* kDownloadAgain = "download the .p12 file again";

Error malformed(std::string what) {
  return Error(Errc::kP12Malformed, "the PKCS#12 file " + std::move(what), kDownloadAgain);
}

// malformed_because adds OpenSSL's reason and leaves its queue empty.
Error malformed_because(std::string what) {
  Error reason = pki::take_error(Errc::kP12Malformed, "the PKCS#12 file " + std::move(what));
  return std::move(reason).with_hint(kDownloadAgain);
}

// ErrorQueue leaves OpenSSL's queue of this thread as empty as it found it.
class ErrorQueue {
 public:
  ErrorQueue() { ERR_clear_error(); }
  ~ErrorQueue() { ERR_clear_error(); }
  ErrorQueue(const ErrorQueue&) = delete;
  ErrorQueue& operator=(const ErrorQueue&) = delete;
};

// Password is what OpenSSL is given. The empty one has two encodings in the field: two zero octets, or nothing at all.
struct Password {
  const char* text;
  int size;
};

// check_frame judges the outermost header: where the file says that it ends, and its version.
Result<void> check_frame(pki::BytesView file) {
  const std::uint8_t* at = file.data();
  long length = 0;
  int tag = 0;
  int klass = 0;
  const int flags = ASN1_get_object(&at, &length, &tag, &klass, static_cast<long>(file.size()));
  const auto header = static_cast<std::size_t>(at - file.data());
  ERR_clear_error();
  // Bit 7: an error; a value that is longer than what is left is told by the same bit, with `length` set.
  if ((flags & 0x80) != 0 && (header == 0 || length <= 0))
    return malformed("is cut short or damaged in its first octets");
  if ((flags & 0x80) != 0) {
    return malformed("is cut short: it announces " + std::to_string(header + static_cast<std::size_t>(length)) +
                     " octets and has " + std::to_string(file.size()));
  }
  if (tag != V_ASN1_SEQUENCE) return malformed("does not begin with a SEQUENCE");

  const pki::BytesView inside = file.subspan(header);
  if (inside.empty()) return malformed("is cut short or damaged in its first octets");
  if (inside[0] != V_ASN1_INTEGER) {
    const std::uint8_t* der = file.data();
    const bool certificate = pki::X509Handle(d2i_X509(nullptr, &der, static_cast<long>(file.size()))) != nullptr;
    ERR_clear_error();
    if (certificate) {
      return Error(Errc::kP12NotP12, "the file is not PKCS#12 but a certificate without a private key (X.509, DER)",
                   "use the .p12 file that the certificate came in");
    }
    if (inside[0] == V_ASN1_OBJECT) {
      return Error(Errc::kP12NotP12, "the file is not PKCS#12 but a PKCS#7 or CMS bundle, which has no private key",
                   "use the .p12 file that the certificate came in");
    }
    return malformed("does not begin with a version number");
  }
  if (inside.size() < 3) return malformed("is cut short or damaged in its first octets");
  if (inside[1] != 1 || inside[2] != 3) {
    const std::uint8_t* der = file.data();
    const bool key = pki::PKey(d2i_AutoPrivateKey(nullptr, &der, static_cast<long>(file.size()))) != nullptr;
    ERR_clear_error();
    if (key) {
      return Error(Errc::kP12NotP12, "the file is not PKCS#12 but a private key without a certificate (DER)",
                   "use the .p12 file that has both");
    }
    return malformed("does not state version 3 (RFC 7292, 4)");
  }
  return {};
}

Result<pki::Pkcs12> parse(pki::BytesView file) {
  if (const auto kind = recognize_stranger(file)) {
    const std::string name(kind->name);
    return Error(Errc::kP12NotP12, "the file is not PKCS#12 but " + name, std::string(kind->advice));
  }
  if (auto frame = check_frame(file); !frame) return frame.error();
  const std::uint8_t* at = file.data();
  pki::Pkcs12 p12(d2i_PKCS12(nullptr, &at, static_cast<long>(file.size())));
  if (!p12) return malformed_because("is damaged");
  const auto left = static_cast<std::size_t>(file.data() + file.size() - at);
  if (left != 0) return malformed("is followed by " + std::to_string(left) + " octets that do not belong to it");
  return p12;
}

// encrypted_content is what a part of the file hides behind a password; null where it is no such part.
PKCS7_ENC_CONTENT* encrypted_content(const PKCS7& safe) {
  if (!PKCS7_type_is_encrypted(&safe) || safe.d.encrypted == nullptr) return nullptr;
  PKCS7_ENC_CONTENT* content = safe.d.encrypted->enc_data;
  return content != nullptr && content->enc_data != nullptr ? content : nullptr;
}

struct FoundKey {
  pki::PrivateKey key;
  std::string local_id;
};
struct FoundCertificate {
  pki::Certificate certificate;
  std::string local_id;
};

std::string local_id(const PKCS12_SAFEBAG* bag) {
  const ASN1_TYPE* value = PKCS12_SAFEBAG_get0_attr(bag, NID_localKeyID);
  if (value == nullptr || value->type != V_ASN1_OCTET_STRING) return {};
  const ASN1_OCTET_STRING* octets = value->value.octet_string;
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(octets)),
          static_cast<std::size_t>(ASN1_STRING_length(octets))};
}

// Budget is what the derivations of one file may cost.
class Budget {
 public:
  explicit Budget(long longest) : longest_(longest) {}

  Result<void> check(long iterations) const {
    if (iterations <= longest_) return {};
    return exceeded("asks for " + std::to_string(iterations) + " iterations, and at most " + std::to_string(longest_) +
                    " are made");
  }

  Result<void> spend(long iterations) {
    if (auto each = check(iterations); !each) return each;
    spent_ += iterations;
    if (spent_ / kDerivationsWorth <= longest_) return {};
    return exceeded("asks for more than " + std::to_string(longest_) + " iterations " +
                    std::to_string(kDerivationsWorth) + " times over");
  }

  static Error exceeded(std::string what) {
    return Error(Errc::kP12LimitExceeded, "the PKCS#12 file " + std::move(what),
                 "check where the file came from; a file of this kind is made to keep programs busy");
  }

 private:
  long longest_;
  long spent_ = 0;
};

enum class Effort {
  kLook,  // judge what is visible, derive nothing
  kOpen,
};

// Contents unpacks the safes of one file and collects keys and certificates.
class Contents {
 public:
  Contents(Password password, Budget& budget) : password_(password), budget_(budget) {}

  Result<void> visit(const STACK_OF(PKCS7) * safes, Effort effort) {
    for (int i = 0; i < sk_PKCS7_num(safes); ++i) {
      if (auto done = visit(*sk_PKCS7_value(safes, i), effort); !done) return done;
    }
    return {};
  }

  // opens_anything opens what it can, to find out whether the password opens anything.
  bool opens_anything(const STACK_OF(PKCS7) * safes) {
    for (int i = 0; i < sk_PKCS7_num(safes) && !decrypted_; ++i) {
      (void)visit(*sk_PKCS7_value(safes, i), Effort::kOpen);
      ERR_clear_error();
    }
    return decrypted_;
  }

  std::vector<FoundKey> keys;
  std::vector<FoundCertificate> certificates;

 private:
  Result<void> visit(PKCS7& safe, Effort effort) {
    if (PKCS7_type_is_data(&safe)) {
      const pki::SafeBags bags(PKCS12_unpack_p7data(&safe));
      if (!bags) return malformed_because("has a damaged part");
      return visit(bags.get(), effort, 0);
    }
    if (PKCS7_type_is_enveloped(&safe)) {
      return Error(Errc::kP12UnsupportedAlgorithm,
                   "the PKCS#12 file is protected with somebody's public key (envelopedData), which is not supported",
                   "ask for a file that is protected with a password");
    }
    const PKCS7_ENC_CONTENT* content = encrypted_content(safe);
    if (content == nullptr) return malformed("has a part of an unknown kind");
    auto iterations = pbe_iterations(*content->algorithm);
    if (!iterations) return iterations.error();
    if (effort == Effort::kLook) return budget_.check(*iterations);
    if (auto affordable = budget_.spend(*iterations); !affordable) return affordable;

    const pki::SafeBags bags(PKCS12_unpack_p7encdata(&safe, password_.text, password_.size));
    if (!bags) return malformed_because("has an encrypted part that its password does not open");
    decrypted_ = true;
    return visit(bags.get(), effort, 0);
  }

  Result<void> visit(const STACK_OF(PKCS12_SAFEBAG) * bags, Effort effort, int depth) {
    if (depth > kDeepestSafe) return Budget::exceeded("nests more than 4 safes");
    for (int i = 0; i < sk_PKCS12_SAFEBAG_num(bags); ++i) {
      if (effort == Effort::kOpen && ++bags_ > kMostBags) {
        return Budget::exceeded("has more than " + std::to_string(kMostBags) + " keys and certificates");
      }
      if (auto done = visit(sk_PKCS12_SAFEBAG_value(bags, i), effort, depth); !done) return done;
    }
    return {};
  }

  Result<void> visit(const PKCS12_SAFEBAG* bag, Effort effort, int depth) {
    switch (PKCS12_SAFEBAG_get_nid(bag)) {
      case NID_safeContentsBag:
        return visit(PKCS12_SAFEBAG_get0_safes(bag), effort, depth + 1);
      case NID_pkcs8ShroudedKeyBag:
        return visit_shrouded_key(bag, effort);
      case NID_keyBag:
        return effort == Effort::kOpen ? keep_key(PKCS12_SAFEBAG_get0_p8inf(bag), bag) : Result<void>{};
      case NID_certBag:
        return effort == Effort::kOpen ? keep_certificate(bag) : Result<void>{};
      default:
        return {};  // revocation lists and secrets are nobody's identity
    }
  }

  Result<void> visit_shrouded_key(const PKCS12_SAFEBAG* bag, Effort effort) {
    const X509_ALGOR* encryption = nullptr;
    X509_SIG_get0(PKCS12_SAFEBAG_get0_pkcs8(bag), &encryption, nullptr);
    auto iterations = pbe_iterations(*encryption);
    if (!iterations) return iterations.error();
    if (effort == Effort::kLook) return budget_.check(*iterations);
    if (auto affordable = budget_.spend(*iterations); !affordable) return affordable;

    const pki::KeyInfo key(PKCS12_decrypt_skey(bag, password_.text, password_.size));
    if (!key) return malformed_because("has a private key that its password does not open");
    decrypted_ = true;
    return keep_key(key.get(), bag);
  }

  Result<void> keep_key(const PKCS8_PRIV_KEY_INFO* info, const PKCS12_SAFEBAG* bag) {
    pki::PKey native(EVP_PKCS82PKEY(info));
    if (!native) {
      const ASN1_OBJECT* algorithm = nullptr;
      PKCS8_pkey_get0(&algorithm, nullptr, nullptr, nullptr, info);
      Error reason = malformed_because("has a private key that cannot be read, " + algorithm_name(algorithm));
      if (EVP_PKEY_type(OBJ_obj2nid(algorithm)) != NID_undef) return reason;
      return Error(Errc::kP12UnsupportedAlgorithm, reason.message(), "ask for a P-256 or RSA key");
    }
    if (EVP_PKEY_get_bits(native.get()) > kLargestKey) {
      return Budget::exceeded("has a private key of " + std::to_string(EVP_PKEY_get_bits(native.get())) +
                              " bits, and at most " + std::to_string(kLargestKey) + " are used");
    }
    auto key = pki::NativeAccess::wrap(std::move(native));
    if (!key) return malformed("has a private key that cannot be used: " + key.error().message());
    keys.push_back({*std::move(key), local_id(bag)});
    return {};
  }

  Result<void> keep_certificate(const PKCS12_SAFEBAG* bag) {
    if (PKCS12_SAFEBAG_get_bag_nid(bag) != NID_x509Certificate) return {};
    pki::X509Handle native(PKCS12_SAFEBAG_get1_cert(bag));
    if (!native) return malformed_because("has a certificate that cannot be read");
    auto certificate = pki::NativeAccess::wrap(std::move(native));
    if (!certificate) return malformed("has a certificate that cannot be used: " + certificate.error().message());
    certificates.push_back({*std::move(certificate), local_id(bag)});
    return {};
  }

  Password password_;
  Budget& budget_;
  std::size_t bags_ = 0;
  bool decrypted_ = false;
};

// check_mac_terms reads how the MAC is made and whether it may be made. Returns its iterations.
Result<long> check_mac_terms(const PKCS12& p12, const Budget& budget) {
  if (PKCS12_mac_present(&p12) != 1) {
    return Error(Errc::kP12MacMissing, "the PKCS#12 file has no MAC, so nobody can tell whether it was changed",
                 "ask for a file with a MAC; openssl pkcs12 -export writes one unless -nomac is given");
  }
  const X509_ALGOR* digest = nullptr;
  const ASN1_INTEGER* count = nullptr;
  PKCS12_get0_mac(nullptr, &digest, nullptr, &count, &p12);
  if (auto known = check_mac_digest(*digest); !known) return known.error();
  if (count == nullptr) return 1;  // the DEFAULT of RFC 7292, 4
  auto iterations = iteration_count(count);
  if (!iterations) return iterations;
  if (auto affordable = budget.check(*iterations); !affordable) return affordable.error();
  return iterations;
}

// password_by_mac finds the form of `password` that the MAC of so many iterations was made with; unset: none. Each form
// that is tried is a derivation of its own.
Result<std::optional<Password>> password_by_mac(PKCS12* p12, Password password, long iterations, Budget& budget) {
  if (auto affordable = budget.spend(iterations); !affordable) return affordable.error();
  if (PKCS12_verify_mac(p12, password.text, password.size) == 1) return std::optional(password);
  if (password.size != 0) return std::optional<Password>();
  if (auto affordable = budget.spend(iterations); !affordable) return affordable.error();
  const Password nothing{nullptr, 0};
  if (PKCS12_verify_mac(p12, nothing.text, nothing.size) == 1) return std::optional(nothing);
  return std::optional<Password>();
}

Error wrong_password(bool empty) {
  return Error(
      Errc::kP12WrongPassword,
      empty ? "the PKCS#12 file wants a password, and the one given is empty"
            : "the password does not open the PKCS#12 file",
      "copy the password again as it was shown with this file; capitals and small letters differ, spaces count");
}

// choose finds the one certificate that belongs to a key, by key match; localKeyID decides between certificates of
// one key.
Result<pki::Credential> choose(const Contents& contents) {
  if (contents.keys.empty()) {
    return Error(Errc::kP12NoKey, "the PKCS#12 file has no private key",
                 "export it again together with its private key");
  }
  if (contents.certificates.empty()) {
    return Error(Errc::kP12NoCertificate, "the PKCS#12 file has a private key and no certificate",
                 "export it again together with its certificate");
  }

  struct Pair {
    const FoundKey* key;
    const FoundCertificate* certificate;
    bool same_id() const { return !key->local_id.empty() && key->local_id == certificate->local_id; }
  };
  std::vector<Pair> pairs;
  for (const FoundKey& key : contents.keys) {
    for (const FoundCertificate& certificate : contents.certificates) {
      const auto same = [&](const Pair& p) { return p.certificate->certificate == certificate.certificate; };
      if (certificate.certificate.matches(key.key) && std::none_of(pairs.begin(), pairs.end(), same)) {
        pairs.push_back({&key, &certificate});
      }
    }
  }
  ERR_clear_error();
  if (pairs.empty()) {
    return Error(Errc::kKeyMismatch, "the private key in the PKCS#12 file belongs to none of its certificates",
                 "export the certificate again together with its own private key");
  }
  if (pairs.size() > 1) {
    const bool one_key = std::all_of(pairs.begin(), pairs.end(), [&](const Pair& p) { return p.key == pairs[0].key; });
    const auto chosen = std::stable_partition(pairs.begin(), pairs.end(), [](const Pair& p) { return p.same_id(); });
    if (!one_key || chosen - pairs.begin() != 1) {
      return Error(Errc::kP12SeveralIdentities,
                   "the PKCS#12 file has " + std::to_string(pairs.size()) + " certificates with a private key",
                   "export one identity to a file of its own");
    }
  }

  std::vector<pki::Certificate> chain;
  for (pki::Certificate below = pairs.front().certificate->certificate; chain.size() < contents.certificates.size();) {
    const auto above = std::find_if(
        contents.certificates.begin(), contents.certificates.end(), [&](const FoundCertificate& candidate) {
          const pki::Certificate& c = candidate.certificate;
          return c.subject() == below.issuer() && c.subject() != c.issuer() && below.is_signed_by(c);
        });
    if (above == contents.certificates.end()) break;
    below = above->certificate;
    chain.push_back(below);
  }
  return pki::Credential{pairs.front().certificate->certificate, pairs.front().key->key, std::move(chain)};
}

}  // namespace

Result<pki::Credential> open_pkcs12(pki::BytesView file, std::string_view password, const Pkcs12Limits& limits) {
  const ErrorQueue queue;
  if (file.size() > limits.octets) {
    return Budget::exceeded("has " + std::to_string(file.size()) + " octets, and at most " +
                            std::to_string(limits.octets) + " are read");
  }
  auto p12 = parse(file);
  if (!p12) return p12.error();
  if (password.size() > INT_MAX) return wrong_password(false);

  Budget budget(limits.iterations);
  auto mac_iterations = check_mac_terms(**p12, budget);
  if (!mac_iterations) return mac_iterations.error();

  const pki::Pkcs7Stack safes(PKCS12_unpack_authsafes(p12->get()));
  if (!safes && ERR_GET_REASON(ERR_peek_error()) == PKCS12_R_CONTENT_TYPE_NOT_DATA) {
    return Error(Errc::kP12UnsupportedAlgorithm,
                 "the PKCS#12 file is signed with a key instead of a password (signedData), which is not supported",
                 "ask for a file that is protected with a password");
  }
  if (!safes) return malformed_because("is damaged inside");
  if (auto looked = Contents({}, budget).visit(safes.get(), Effort::kLook); !looked) return looked.error();

  const Password given{password.empty() ? "" : password.data(), static_cast<int>(password.size())};
  const auto verified = password_by_mac(p12->get(), given, *mac_iterations, budget);
  if (!verified) return verified.error();
  const std::optional<Password>& right = *verified;
  if (!right) {
    // A password that opens a part is right: then it is the file that was changed.
    if (Contents(given, budget).opens_anything(safes.get())) {
      return malformed("is damaged: the password opens it, and its MAC says that it was changed");
    }
    return wrong_password(password.empty());
  }

  Contents contents(*right, budget);
  if (auto opened = contents.visit(safes.get(), Effort::kOpen); !opened) return opened.error();
  return choose(contents);
}

}  // namespace orcamo::client

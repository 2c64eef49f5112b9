#include "identity/p12_algorithms.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>

#include <array>
#include <climits>
#include <optional>
#include <string_view>
#include <utility>

#include "identity/p12_errors.hpp"
#include "identity/p12_library.hpp"
#include "orcamo/pki/openssl/handles.hpp"

namespace orcamo::client {
namespace {

constexpr long kLongestMacKey = 128;  // octets: the block of SHA-512, beyond which an HMAC key is only hashed

using pki::Errc;
using pki::Error;

using PbeParameters = pki::Handle<PBEPARAM, PBEPARAM_free>;
using Pbes2Parameters = pki::Handle<PBE2PARAM, PBE2PARAM_free>;
using Pbkdf2Parameters = pki::Handle<PBKDF2PARAM, PBKDF2PARAM_free>;
using Cipher = pki::Handle<EVP_CIPHER, EVP_CIPHER_free>;
using Digest = pki::Handle<EVP_MD, EVP_MD_free>;

Error unsupported(std::string_view what, const std::string& name) {
  return Error(
      Errc::kP12UnsupportedAlgorithm,
      "the PKCS#12 file uses the " + std::string(what) + " " + name + ", which is not supported",
      "make the file anew with AES-256 and SHA-256: openssl pkcs12 -in OLD.p12 -legacy -nodes | openssl pkcs12 "
      "-export -out NEW.p12");
}

// unsupported_here is of a cipher that OpenSSL knows: then it may be its provider that is missing.
Error unsupported_here(std::string_view what, const std::string& name) {
  Error error = unsupported(what, name);
  if (has_legacy_provider()) return error;
  return std::move(error).with_hint(
      "it is old, and this machine lacks OpenSSL's legacy provider, which has it: install that, or make the file anew "
      "with AES-256 and SHA-256 on another machine");
}

Error malformed_parameters(const ASN1_OBJECT* algorithm) {
  ERR_clear_error();
  return Error(Errc::kP12Malformed, "the PKCS#12 file has damaged parameters for " + algorithm_name(algorithm),
               "download it again");
}

// parameters decodes the SEQUENCE beside an algorithm identifier; null where it is not one of that type.
template <class Parameters>
Parameters parameters(const X509_ALGOR& algorithm, const ASN1_ITEM* type) {
  int kind = V_ASN1_UNDEF;
  const void* value = nullptr;
  X509_ALGOR_get0(nullptr, &kind, &value, &algorithm);
  if (kind != V_ASN1_SEQUENCE || value == nullptr) return nullptr;
  const auto* der = static_cast<const ASN1_STRING*>(value);
  return Parameters(static_cast<typename Parameters::pointer>(ASN1_item_unpack(der, type)));
}

const ASN1_OBJECT* identifier(const X509_ALGOR& algorithm) {
  const ASN1_OBJECT* object = nullptr;
  X509_ALGOR_get0(&object, nullptr, nullptr, &algorithm);
  return object;
}

Cipher fetch_cipher(int nid) {
  const char* name = OBJ_nid2sn(nid);
  Cipher cipher(name == nullptr ? nullptr : EVP_CIPHER_fetch(p12_library(), name, nullptr));
  ERR_clear_error();
  return cipher;
}

bool digest_is_available(int nid) {
  const char* name = OBJ_nid2sn(nid);
  const bool available = name != nullptr && Digest(EVP_MD_fetch(p12_library(), name, nullptr)) != nullptr;
  ERR_clear_error();
  return available;
}

// check_cipher: of the modes, OpenSSL's PBES2 decrypts with CBC as everybody writes it. What fails only while it
// decrypts would pass for a wrong password.
pki::Result<void> check_cipher(const X509_ALGOR& encryption) {
  const ASN1_OBJECT* object = identifier(encryption);
  const Cipher cipher = fetch_cipher(OBJ_obj2nid(object));
  if (!cipher) return unsupported_here("cipher", algorithm_name(object));
  if (EVP_CIPHER_get_mode(cipher.get()) != EVP_CIPH_CBC_MODE) return unsupported("cipher", algorithm_name(object));
  int kind = V_ASN1_UNDEF;
  const void* value = nullptr;
  X509_ALGOR_get0(nullptr, &kind, &value, &encryption);
  const bool is_rc2 = kind == V_ASN1_SEQUENCE && EVP_CIPHER_is_a(cipher.get(), "RC2-CBC") == 1;  // RFC 8018, B.2.3
  const bool has_vector = kind == V_ASN1_OCTET_STRING && ASN1_STRING_length(static_cast<const ASN1_STRING*>(value)) ==
                                                             EVP_CIPHER_get_iv_length(cipher.get());
  if (!is_rc2 && !has_vector) return malformed_parameters(object);
  return {};
}

// digest_of_hmac is the NID of the digest within an HMAC; unset where it cannot be done here.
std::optional<int> digest_of_hmac(const X509_ALGOR& hmac) {
  int digest = NID_undef;
  const int nid = OBJ_obj2nid(identifier(hmac));
  const bool known = EVP_PBE_find(EVP_PBE_TYPE_PRF, nid, nullptr, &digest, nullptr) == 1;
  ERR_clear_error();
  return known && digest_is_available(digest) ? std::optional(digest) : std::nullopt;
}

struct Pbkdf2Terms {
  Pbkdf2Parameters parameters;
  long iterations;
  int digest;  // a NID
};

pki::Result<Pbkdf2Terms> pbkdf2_terms(const X509_ALGOR& derivation) {
  if (OBJ_obj2nid(identifier(derivation)) != NID_id_pbkdf2) {
    return unsupported("key derivation", algorithm_name(identifier(derivation)));
  }
  auto pbkdf2 = parameters<Pbkdf2Parameters>(derivation, ASN1_ITEM_rptr(PBKDF2PARAM));
  if (!pbkdf2) return malformed_parameters(identifier(derivation));
  int digest = NID_sha1;  // the DEFAULT of RFC 8018, A.2
  if (pbkdf2->prf != nullptr) {
    const auto named = digest_of_hmac(*pbkdf2->prf);
    if (!named) return unsupported("PBKDF2 function", algorithm_name(identifier(*pbkdf2->prf)));
    digest = *named;
  }
  if (pbkdf2->salt == nullptr || pbkdf2->salt->type != V_ASN1_OCTET_STRING) {
    return malformed_parameters(identifier(derivation));
  }
  const auto iterations = iteration_count(pbkdf2->iter);
  if (!iterations) return iterations.error();
  return Pbkdf2Terms{std::move(pbkdf2), *iterations, digest};
}

// name_of is the short name that openssl's own options have.
std::string name_of(const ASN1_OBJECT* algorithm) {
  const int nid = OBJ_obj2nid(algorithm);
  return nid == NID_undef ? algorithm_name(algorithm) : OBJ_nid2sn(nid);
}

std::optional<long> stated_iterations(const ASN1_INTEGER* count) {
  const auto iterations = iteration_count(count);
  return iterations ? std::optional(*iterations) : std::nullopt;
}

void describe_derivation(const X509_ALGOR& derivation, P12Algorithm& found) {
  found.derivation = name_of(identifier(derivation));
  const auto pbkdf2 = parameters<Pbkdf2Parameters>(derivation, ASN1_ITEM_rptr(PBKDF2PARAM));
  if (!pbkdf2) return;
  found.derivation += " with ";
  found.derivation += pbkdf2->prf == nullptr ? "hmacWithSHA1" : name_of(identifier(*pbkdf2->prf));  // RFC 8018, A.2
  found.iterations = stated_iterations(pbkdf2->iter);
}

// is_old_cipher goes by the family: what is neither RC2, RC4 nor DES is AES or younger.
bool is_old_cipher(std::string_view name) {
  return name.starts_with("RC2") || name.starts_with("RC4") || name.starts_with("DES");
}

}  // namespace

std::string algorithm_name(const ASN1_OBJECT* algorithm) {
  const int nid = OBJ_obj2nid(algorithm);
  if (nid != NID_undef) return OBJ_nid2ln(nid);
  std::array<char, 128> dotted{};
  const int size = OBJ_obj2txt(dotted.data(), static_cast<int>(dotted.size()), algorithm, 1);
  return size > 0 ? "with the object identifier " + std::string(dotted.data()) : "without a name";
}

pki::Result<long> iteration_count(const ASN1_INTEGER* count) {
  std::int64_t value = 0;
  const bool readable = count != nullptr && ASN1_INTEGER_get_int64(&value, count) == 1;
  ERR_clear_error();
  if (!readable && count != nullptr && ASN1_STRING_type(count) == V_ASN1_INTEGER && ASN1_STRING_length(count) > 8) {
    return LONG_MAX;
  }
  if (!readable || value < 1) {
    return Error(Errc::kP12Malformed, "the PKCS#12 file states an iteration count that is not a positive number",
                 "download it again");
  }
  return static_cast<long>(value);
}

std::string iterations_in_words(long count) {
  if (count == LONG_MAX) return "more than " + std::to_string(LONG_MAX - 1) + " iterations";
  return std::to_string(count) + " iterations";
}

pki::Result<long> pbe_iterations(const X509_ALGOR& encryption) {
  const ASN1_OBJECT* scheme = identifier(encryption);
  const int scheme_nid = OBJ_obj2nid(scheme);

  if (scheme_nid == NID_pbes2) {
    const auto pbes2 = parameters<Pbes2Parameters>(encryption, ASN1_ITEM_rptr(PBE2PARAM));
    if (!pbes2) return malformed_parameters(scheme);
    if (auto cipher = check_cipher(*pbes2->encryption); !cipher) return cipher.error();
    const auto derivation = pbkdf2_terms(*pbes2->keyfunc);
    if (!derivation) return derivation.error();
    return derivation->iterations;
  }

  int cipher_nid = NID_undef;
  int digest_nid = NID_undef;
  if (EVP_PBE_find(EVP_PBE_TYPE_OUTER, scheme_nid, &cipher_nid, &digest_nid, nullptr) != 1) {
    ERR_clear_error();
    return unsupported("encryption", algorithm_name(scheme));
  }
  if (!fetch_cipher(cipher_nid) || !digest_is_available(digest_nid)) {
    return unsupported_here("encryption", algorithm_name(scheme));
  }
  const auto pbe = parameters<PbeParameters>(encryption, ASN1_ITEM_rptr(PBEPARAM));
  if (!pbe) return malformed_parameters(scheme);
  return iteration_count(pbe->iter);
}

pki::Result<void> check_mac_digest(const X509_ALGOR& digest) {
  const ASN1_OBJECT* object = identifier(digest);
  const char* name = OBJ_nid2sn(OBJ_obj2nid(object));
  const bool available = name != nullptr && Digest(EVP_MD_fetch(nullptr, name, nullptr)) != nullptr;
  ERR_clear_error();
  if (!available) return unsupported("MAC", algorithm_name(object));
  return {};
}

bool is_pbmac1(const X509_ALGOR& mac) { return OBJ_obj2nid(identifier(mac)) == NID_pbmac1; }

pki::Result<Pbmac1Terms> pbmac1_terms(const X509_ALGOR& mac) {
  // PBMAC1-params has the shape of PBES2-params: a derivation and what it is for (RFC 8018, A.4 and A.5).
  const auto pbmac1 = parameters<Pbes2Parameters>(mac, ASN1_ITEM_rptr(PBE2PARAM));
  if (!pbmac1) return malformed_parameters(identifier(mac));
  const auto derivation = pbkdf2_terms(*pbmac1->keyfunc);
  if (!derivation) return derivation.error();
  const auto digest = digest_of_hmac(*pbmac1->encryption);
  if (!digest) return unsupported("MAC", algorithm_name(identifier(*pbmac1->encryption)));

  const ASN1_INTEGER* stated_size = derivation->parameters->keylength;
  if (stated_size == nullptr) return p12_malformed("does not say how long the key of its PBMAC1 is (RFC 9579, 4)");
  const auto key_size = iteration_count(stated_size);
  if (!key_size) return malformed_parameters(identifier(mac));
  if (*key_size > kLongestMacKey) {
    return p12_exceeds("wants a MAC key of " + std::to_string(*key_size) + " octets, and at most " +
                       std::to_string(kLongestMacKey) + " are made");
  }
  const ASN1_STRING* salt = derivation->parameters->salt->value.octet_string;
  const unsigned char* octets = ASN1_STRING_get0_data(salt);
  return Pbmac1Terms{pki::Bytes(octets, octets + ASN1_STRING_length(salt)), derivation->iterations,
                     static_cast<std::size_t>(*key_size), derivation->digest, *digest};
}

P12Algorithm describe_algorithm(const X509_ALGOR& algorithm, P12Algorithm::Use use) {
  const ASN1_OBJECT* scheme = identifier(algorithm);
  const int nid = OBJ_obj2nid(scheme);
  P12Algorithm found{.use = use, .name = name_of(scheme), .derivation = {}};
  if (nid == NID_pbes2 || nid == NID_pbmac1) {
    const auto both = parameters<Pbes2Parameters>(algorithm, ASN1_ITEM_rptr(PBE2PARAM));
    if (!both) return found;
    const std::string inner = name_of(identifier(*both->encryption));
    found.name = nid == NID_pbmac1 ? "PBMAC1 with " + inner : inner;
    found.is_old = nid == NID_pbes2 && is_old_cipher(inner);
    describe_derivation(*both->keyfunc, found);
  } else if (use != P12Algorithm::Use::kMac) {
    found.is_old = EVP_PBE_find(EVP_PBE_TYPE_OUTER, nid, nullptr, nullptr, nullptr) == 1;
    const auto pbe = parameters<PbeParameters>(algorithm, ASN1_ITEM_rptr(PBEPARAM));
    if (pbe) found.iterations = stated_iterations(pbe->iter);
  }
  ERR_clear_error();
  return found;
}

}  // namespace orcamo::client

#include "identity/p12_algorithms.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>

#include <array>
#include <climits>

#include "orcamo/pki/openssl/handles.hpp"

namespace orcamo::client {
namespace {

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

bool cipher_is_available(int nid) {
  const char* name = OBJ_nid2sn(nid);
  const bool available = name != nullptr && Cipher(EVP_CIPHER_fetch(nullptr, name, nullptr)) != nullptr;
  ERR_clear_error();
  return available;
}

pki::Result<long> pbkdf2_iterations(const X509_ALGOR& derivation) {
  if (OBJ_obj2nid(identifier(derivation)) != NID_id_pbkdf2) {
    return unsupported("key derivation", algorithm_name(identifier(derivation)));
  }
  const auto pbkdf2 = parameters<Pbkdf2Parameters>(derivation, ASN1_ITEM_rptr(PBKDF2PARAM));
  if (!pbkdf2) return malformed_parameters(identifier(derivation));
  if (pbkdf2->prf != nullptr) {
    const ASN1_OBJECT* prf = identifier(*pbkdf2->prf);
    if (EVP_PBE_find(EVP_PBE_TYPE_PRF, OBJ_obj2nid(prf), nullptr, nullptr, nullptr) != 1) {
      ERR_clear_error();
      return unsupported("PBKDF2 function", algorithm_name(prf));
    }
  }
  return iteration_count(pbkdf2->iter);
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

pki::Result<long> pbe_iterations(const X509_ALGOR& encryption) {
  const ASN1_OBJECT* scheme = identifier(encryption);
  const int scheme_nid = OBJ_obj2nid(scheme);

  if (scheme_nid == NID_pbes2) {
    const auto pbes2 = parameters<Pbes2Parameters>(encryption, ASN1_ITEM_rptr(PBE2PARAM));
    if (!pbes2) return malformed_parameters(scheme);
    const ASN1_OBJECT* cipher = identifier(*pbes2->encryption);
    if (!cipher_is_available(OBJ_obj2nid(cipher))) return unsupported("cipher", algorithm_name(cipher));
    return pbkdf2_iterations(*pbes2->keyfunc);
  }

  int cipher_nid = NID_undef;
  if (EVP_PBE_find(EVP_PBE_TYPE_OUTER, scheme_nid, &cipher_nid, nullptr, nullptr) != 1 ||
      !cipher_is_available(cipher_nid)) {
    ERR_clear_error();
    return unsupported("encryption", algorithm_name(scheme));
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

}  // namespace orcamo::client

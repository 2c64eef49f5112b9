#include "identity/p12_description.hpp"

#include <openssl/err.h>

#include <algorithm>

#include "identity/p12_algorithms.hpp"
#include "orcamo/pki/openssl/handles.hpp"

namespace orcamo::client {
namespace {

using PbeParameters = pki::Handle<PBEPARAM, PBEPARAM_free>;
using Pbes2Parameters = pki::Handle<PBE2PARAM, PBE2PARAM_free>;
using Pbkdf2Parameters = pki::Handle<PBKDF2PARAM, PBKDF2PARAM_free>;

constexpr std::size_t kMostParts = 16;  // an identity has two: its key and its certificates

// name_of is the short name that openssl's own options have.
std::string name_of(const ASN1_OBJECT* algorithm) {
  const int nid = OBJ_obj2nid(algorithm);
  return nid == NID_undef ? algorithm_name(algorithm) : OBJ_nid2sn(nid);
}

const ASN1_OBJECT* object_of(const X509_ALGOR& algorithm) {
  const ASN1_OBJECT* object = nullptr;
  X509_ALGOR_get0(&object, nullptr, nullptr, &algorithm);
  return object;
}

template <class Parameters>
Parameters parameters_of(const X509_ALGOR& algorithm, const ASN1_ITEM* type) {
  int kind = V_ASN1_UNDEF;
  const void* value = nullptr;
  X509_ALGOR_get0(nullptr, &kind, &value, &algorithm);
  if (kind != V_ASN1_SEQUENCE || value == nullptr) return nullptr;
  return Parameters(
      static_cast<typename Parameters::pointer>(ASN1_item_unpack(static_cast<const ASN1_STRING*>(value), type)));
}

std::string iterations_of(const ASN1_INTEGER* count) {
  const auto iterations = iteration_count(count);
  return iterations ? ", " + std::to_string(*iterations) + " iterations" : "";
}

std::string encryption_of(const X509_ALGOR& encryption) {
  const ASN1_OBJECT* scheme = object_of(encryption);
  if (OBJ_obj2nid(scheme) != NID_pbes2) {
    const auto pbe = parameters_of<PbeParameters>(encryption, ASN1_ITEM_rptr(PBEPARAM));
    return name_of(scheme) + (pbe ? iterations_of(pbe->iter) : "");
  }
  const auto pbes2 = parameters_of<Pbes2Parameters>(encryption, ASN1_ITEM_rptr(PBE2PARAM));
  if (!pbes2) return name_of(scheme);
  std::string text = name_of(object_of(*pbes2->encryption)) + ", " + name_of(object_of(*pbes2->keyfunc));
  const auto pbkdf2 = parameters_of<Pbkdf2Parameters>(*pbes2->keyfunc, ASN1_ITEM_rptr(PBKDF2PARAM));
  if (!pbkdf2) return text;
  if (pbkdf2->prf != nullptr) text += " with " + name_of(object_of(*pbkdf2->prf));
  return text + iterations_of(pbkdf2->iter);
}

void add_once(std::vector<std::string>& list, std::string text) {
  if (std::find(list.begin(), list.end(), text) == list.end()) list.push_back(std::move(text));
}

// A part that is not encrypted as a whole may hold keys that are.
void describe_bags(const PKCS7& safe, std::vector<std::string>& protection) {
  const pki::SafeBags bags(PKCS12_unpack_p7data(const_cast<PKCS7*>(&safe)));
  for (int i = 0; bags && i < sk_PKCS12_SAFEBAG_num(bags.get()); ++i) {
    const PKCS12_SAFEBAG* bag = sk_PKCS12_SAFEBAG_value(bags.get(), i);
    const X509_SIG* shrouded = PKCS12_SAFEBAG_get0_pkcs8(bag);
    if (PKCS12_SAFEBAG_get_nid(bag) != NID_pkcs8ShroudedKeyBag || shrouded == nullptr) {
      add_once(protection, "none");
      continue;
    }
    const X509_ALGOR* algorithm = nullptr;
    X509_SIG_get0(shrouded, &algorithm, nullptr);
    if (algorithm != nullptr) add_once(protection, encryption_of(*algorithm));
  }
}

}  // namespace

pki::Result<P12Description> describe_pkcs12(pki::BytesView file) {
  ERR_clear_error();
  const std::uint8_t* at = file.data();
  const pki::Pkcs12 p12(d2i_PKCS12(nullptr, &at, static_cast<long>(file.size())));
  if (!p12) return pki::take_error(pki::Errc::kP12Malformed, "the PKCS#12 file is damaged");

  P12Description description;
  if (PKCS12_mac_present(p12.get()) == 1) {
    const X509_ALGOR* digest = nullptr;
    const ASN1_INTEGER* iterations = nullptr;
    PKCS12_get0_mac(nullptr, &digest, nullptr, &iterations, p12.get());
    if (digest != nullptr) description.integrity = name_of(object_of(*digest)) + iterations_of(iterations);
  }
  const pki::Pkcs7Stack safes(PKCS12_unpack_authsafes(p12.get()));
  for (int i = 0; safes && i < sk_PKCS7_num(safes.get()) && description.protection.size() < kMostParts; ++i) {
    const PKCS7* safe = sk_PKCS7_value(safes.get(), i);
    if (PKCS7_type_is_data(safe)) {
      describe_bags(*safe, description.protection);
    } else if (PKCS7_type_is_encrypted(safe) && safe->d.encrypted != nullptr &&
               safe->d.encrypted->enc_data != nullptr && safe->d.encrypted->enc_data->algorithm != nullptr) {
      add_once(description.protection, encryption_of(*safe->d.encrypted->enc_data->algorithm));
    }
  }
  ERR_clear_error();
  return description;
}

}  // namespace orcamo::client

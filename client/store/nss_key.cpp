#include "store/nss_key.hpp"

#include <nssb64.h>
#include <secasn1.h>

#include <memory>
#include <utility>

#include "identity/encrypted_key.hpp"
#include "orcamo/pki/randomness.hpp"

namespace orcamo::client {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

void free_sealed_key(SECKEYEncryptedPrivateKeyInfo* key) noexcept {
  SECKEY_DestroyEncryptedPrivateKeyInfo(key, PR_TRUE);
}
using SealedKey = std::unique_ptr<SECKEYEncryptedPrivateKeyInfo, FreeInNss<free_sealed_key>>;

SECItem view_of(std::string_view text) noexcept {
  return {siBuffer, reinterpret_cast<unsigned char*>(const_cast<char*>(text.data())),
          static_cast<unsigned int>(text.size())};
}

// der_of is the PKCS#8 form of a key.
Result<NssItem> der_of(const pki::PrivateKey& key) {
  constexpr std::string_view kBegin = "-----BEGIN PRIVATE KEY-----";
  constexpr std::string_view kEnd = "-----END PRIVATE KEY-----";
  auto pem = key.pem();
  if (!pem) return pem.error();
  std::string_view text = pem->reveal();
  const auto begin = text.find(kBegin);
  const auto end = text.find(kEnd);
  if (begin == std::string_view::npos || end == std::string_view::npos) {
    return Error(Errc::kKeyMalformed, "the private key has no PEM form");
  }
  text = text.substr(0, end).substr(begin + kBegin.size());
  NssItem der(NSSBase64_DecodeBuffer(nullptr, nullptr, text.data(), static_cast<PRUint32>(text.size())));
  if (!der) return nss_error(Errc::kKeyMalformed, "decoding the private key");
  return der;
}

// public_value is what NSS tells a key by: it makes the CKA_ID from it.
SECItem* public_value(SECKEYPublicKey* key) noexcept {
  switch (SECKEY_GetPublicKeyType(key)) {
    case rsaKey:
      return &key->u.rsa.modulus;
    case ecKey:
      return &key->u.ec.publicValue;
    default:
      return nullptr;
  }
}

}  // namespace

Result<pki::PrivateKey> take_out(const NssDatabase& database, SECKEYPrivateKey* key) {
  // NSS hands out a key only under a password. This one lives for these lines and is too long to be guessed: it needs
  // no iterations.
  const pki::Secret password =
      pki::Randomness::system().text(43, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
  SECItem native_password = view_of(password.reveal());
  const SealedKey sealed(PK11_ExportEncryptedPrivKeyInfo(database.slot(), SEC_OID_AES_256_CBC, &native_password, key,
                                                         /*iteration=*/1, nullptr));
  if (!sealed) return nss_error(Errc::kStoreUnsupported, "taking a private key out of an NSS database");
  const NssItem der(
      SEC_ASN1EncodeItem(nullptr, nullptr, sealed.get(), SEC_ASN1_GET(SECKEY_EncryptedPrivateKeyInfoTemplate)));
  if (!der) return nss_error(Errc::kStoreUnreadable, "taking a private key out of an NSS database");
  return open_encrypted_key({der->data, der->len}, password.reveal());
}

Result<void> put_in(const NssDatabase& database, const pki::PrivateKey& key, CERTCertificate* certificate,
                    const std::string& nickname) {
  const NssPublicKey public_key(CERT_ExtractPublicKey(certificate));
  SECItem* const value = public_key ? public_value(public_key.get()) : nullptr;
  if (value == nullptr) {
    return Error(Errc::kStoreUnsupported, "NSS does not know the kind of key of this certificate",
                 "ask for a P-256 or RSA key, or keep the certificate in a folder");
  }
  auto der = der_of(key);
  if (!der) return der.error();
  SECItem name = view_of(nickname);
  const SECStatus stored =
      PK11_ImportDERPrivateKeyInfoAndReturnKey(database.slot(), der->get(), &name, value, /*isPerm=*/PR_TRUE,
                                               /*isPrivate=*/PR_TRUE, KU_ALL, nullptr, nullptr);
  if (stored != SECSuccess) return nss_error(Errc::kStoreUnwritable, "storing a private key in an NSS database");
  return {};
}

}  // namespace orcamo::client

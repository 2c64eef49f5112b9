#pragma once
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/pkcs12.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>
#include <string_view>

#include "orcamo/pki/certificate.hpp"
#include "orcamo/pki/private_key.hpp"

// For the files that talk to OpenSSL, and for them alone: never included by a public header.
namespace orcamo::pki {

template <auto Free>
struct FreeWith {
  template <class T>
  void operator()(T* p) const noexcept {
    Free(p);
  }
};
template <class T, auto Free>
using Handle = std::unique_ptr<T, FreeWith<Free>>;

inline void free_x509_stack(STACK_OF(X509) * stack) noexcept { sk_X509_pop_free(stack, X509_free); }
inline void free_borrowing_stack(STACK_OF(X509) * stack) noexcept { sk_X509_free(stack); }
inline void free_extensions(STACK_OF(X509_EXTENSION) * stack) noexcept {
  sk_X509_EXTENSION_pop_free(stack, X509_EXTENSION_free);
}
inline void free_pkcs7_stack(STACK_OF(PKCS7) * stack) noexcept { sk_PKCS7_pop_free(stack, PKCS7_free); }
inline void free_safe_bags(STACK_OF(PKCS12_SAFEBAG) * stack) noexcept {
  sk_PKCS12_SAFEBAG_pop_free(stack, PKCS12_SAFEBAG_free);
}
inline void free_openssl_memory(void* p) noexcept { OPENSSL_free(p); }

using PKey = Handle<EVP_PKEY, EVP_PKEY_free>;
using Parameters = Handle<OSSL_PARAM, OSSL_PARAM_free>;
using DigestContext = Handle<EVP_MD_CTX, EVP_MD_CTX_free>;
using PKeyContext = Handle<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using X509Handle = Handle<X509, X509_free>;
using X509Stack = Handle<STACK_OF(X509), free_x509_stack>;
using BorrowingX509Stack = Handle<STACK_OF(X509), free_borrowing_stack>;  // the members belong to somebody else
using X509NameHandle = Handle<X509_NAME, X509_NAME_free>;
using X509StoreHandle = Handle<X509_STORE, X509_STORE_free>;
using X509StoreContext = Handle<X509_STORE_CTX, X509_STORE_CTX_free>;
using ExtensionHandle = Handle<X509_EXTENSION, X509_EXTENSION_free>;
using Bio = Handle<BIO, BIO_free_all>;
using BigNumber = Handle<BIGNUM, BN_free>;
using Asn1Integer = Handle<ASN1_INTEGER, ASN1_INTEGER_free>;
using Asn1Time = Handle<ASN1_TIME, ASN1_TIME_free>;
using Pkcs12 = Handle<PKCS12, PKCS12_free>;
using Pkcs7Stack = Handle<STACK_OF(PKCS7), free_pkcs7_stack>;
using Pkcs7 = Handle<PKCS7, PKCS7_free>;
using SafeBag = Handle<PKCS12_SAFEBAG, PKCS12_SAFEBAG_free>;
using SafeBags = Handle<STACK_OF(PKCS12_SAFEBAG), free_safe_bags>;
using KeyInfo = Handle<PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free>;
using SslContext = Handle<SSL_CTX, SSL_CTX_free>;
using OpensslText = Handle<char, free_openssl_memory>;

// take_error drains OpenSSL's error queue of this thread into one Error: `doing` and the first, most telling reason.
Error take_error(Errc code, std::string_view doing);

// contents copies what a memory BIO has collected.
std::string contents(BIO* bio);

// NativeAccess is the one door between the value types and OpenSSL. Borrowed pointers live as long as the value.
struct NativeAccess {
  static X509* native(const Certificate& certificate) noexcept;
  static EVP_PKEY* native(const PrivateKey& key) noexcept;

  // wrap takes the handle over; the certificate's fields are read once, here. Fails with kCertificateMalformed.
  static Result<Certificate> wrap(X509Handle certificate);
  static Result<PrivateKey> wrap(PKey key);
};

}  // namespace orcamo::pki

#pragma once
#include <openssl/asn1.h>
#include <openssl/x509.h>

#include "identity/p12_password.hpp"
#include "orcamo/pki/bytes.hpp"

namespace orcamo::client {

// P12Plain is what one encrypted part of a file has turned into under a password. It is wiped in the end.
class P12Plain {
 public:
  // decrypt leaves OpenSSL's reason in its queue where the part does not open.
  static P12Plain decrypt(const X509_ALGOR& encryption, const ASN1_OCTET_STRING& content, P12Password::View password);

  P12Plain(P12Plain&& other) noexcept;
  P12Plain& operator=(P12Plain&&) = delete;
  P12Plain(const P12Plain&) = delete;
  P12Plain& operator=(const P12Plain&) = delete;
  ~P12Plain();

  // read takes the octets for one of `type`; null where they are none.
  template <class Handle>
  Handle read(const ASN1_ITEM* type) const {
    return Handle(reinterpret_cast<typename Handle::pointer>(read_as(type)));
  }

  // octets are empty where the part does not open.
  pki::BytesView octets() const noexcept { return {data_, size_}; }

  // is_of_another_password tells whether the octets are what another password than the one they were encrypted with
  // makes of them: their padding is wrong, or they are not one SEQUENCE, as anything is that a PKCS#12 file encrypts.
  // Damage of the content looks the same: a MAC must have ruled it out.
  bool is_of_another_password() const noexcept;

 private:
  enum class Outcome { kDecrypted, kBadPadding, kImpossible };

  P12Plain() = default;
  ASN1_VALUE* read_as(const ASN1_ITEM* type) const;

  Outcome outcome_ = Outcome::kImpossible;
  unsigned char* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace orcamo::client

#include "identity/p12_plain.hpp"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pkcs12.h>
#include <openssl/proverr.h>

#include <utility>

#include "identity/p12_library.hpp"

namespace orcamo::client {
namespace {

// is_one_sequence goes by the outermost tag and length (X.690, 8.1).
bool is_one_sequence(pki::BytesView octets) noexcept {
  const unsigned char* at = octets.data();
  long length = 0;
  int tag = 0;
  int klass = 0;
  const int flags = ASN1_get_object(&at, &length, &tag, &klass, static_cast<long>(octets.size()));
  const auto left = octets.size() - static_cast<std::size_t>(at - octets.data());
  constexpr int kFault = 0x80;
  constexpr int kIndefinite = 0x01;
  if ((flags & kFault) != 0 || tag != V_ASN1_SEQUENCE || klass != V_ASN1_UNIVERSAL) return false;
  if ((flags & kIndefinite) != 0) return left >= 2 && octets.back() == 0 && octets[octets.size() - 2] == 0;
  return static_cast<std::size_t>(length) == left;
}

}  // namespace

P12Plain P12Plain::decrypt(const X509_ALGOR& encryption, const ASN1_OCTET_STRING& content, P12Password::View password) {
  P12Plain plain;
  ERR_clear_error();
  int size = 0;
  if (PKCS12_pbe_crypt_ex(&encryption, password.data, password.size, ASN1_STRING_get0_data(&content),
                          ASN1_STRING_length(&content), &plain.data_, &size, 0, p12_library(), nullptr) != nullptr) {
    plain.outcome_ = Outcome::kDecrypted;
    plain.size_ = static_cast<std::size_t>(size);
    return plain;
  }
  plain.data_ = nullptr;
  const unsigned long reason = ERR_peek_error();
  if (ERR_GET_LIB(reason) == ERR_LIB_PROV && ERR_GET_REASON(reason) == PROV_R_BAD_DECRYPT) {
    plain.outcome_ = Outcome::kBadPadding;
  }
  return plain;
}

P12Plain::P12Plain(P12Plain&& other) noexcept
    : outcome_(other.outcome_), data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

P12Plain::~P12Plain() { OPENSSL_clear_free(data_, size_); }

ASN1_VALUE* P12Plain::read_as(const ASN1_ITEM* type) const {
  if (outcome_ != Outcome::kDecrypted) return nullptr;
  const unsigned char* at = data_;
  return ASN1_item_d2i(nullptr, &at, static_cast<long>(size_), type);
}

bool P12Plain::is_of_another_password() const noexcept {
  if (outcome_ != Outcome::kDecrypted) return outcome_ == Outcome::kBadPadding;
  ERR_set_mark();
  const bool is_whole = is_one_sequence(octets());
  ERR_pop_to_mark();
  return !is_whole;
}

}  // namespace orcamo::client

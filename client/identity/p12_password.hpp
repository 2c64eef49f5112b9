#pragma once
#include <string_view>
#include <vector>

#include "orcamo/pki/error.hpp"
#include "orcamo/pki/secret.hpp"

namespace orcamo::client {

// P12Password is a password in one of the forms that writers have derived keys from. The MAC and the encryption of
// PKCS#12's own take it as a BMPString (RFC 7292, B.1), PBES2 takes octets (RFC 8018, 3): writers agree on ASCII alone.
struct P12Password {
  enum class Form {
    kUsual,
    kTwoZeros,      // the empty password as its terminator alone (RFC 7292, B.1)
    kAbsent,        // the empty password as no octets at all
    kLatin1,        // ISO-8859-1 for PBES2
    kOctetByOctet,  // a character of each octet of UTF-8, as OpenSSL 1.0.2 has it
  };

  // View is the password as OpenSSL's functions take it.
  struct View {
    const char* data;  // null: absent
    int size;
  };

  Form form = Form::kUsual;
  pki::Secret text;    // UTF-8 that OpenSSL makes the BMPString of
  pki::Secret octets;  // for PBES2

  bool is_absent() const noexcept { return form == Form::kAbsent; }
  View for_text() const noexcept { return view(text); }
  View for_pbes2() const noexcept { return view(octets); }
  bool has_text_of(const P12Password& other) const noexcept {
    return is_absent() == other.is_absent() && text.equals(other.text.reveal());
  }

 private:
  View view(const pki::Secret& secret) const noexcept {
    if (is_absent()) return {nullptr, 0};
    return {secret.empty() ? "" : secret.reveal().data(), static_cast<int>(secret.reveal().size())};
  }
};

// password_forms are the forms of `password`, the usual one first; forms of one text stand together. ASCII has one, the
// empty password two. Others have up to three: UTF-8 (OpenSSL since 1.1), ISO-8859-1, octet by octet.
std::vector<P12Password> password_forms(std::string_view password);

// wrong_password is kP12WrongPassword. Its hint counts the characters that are easily taken for one another; no
// character is named.
pki::Error wrong_password(std::string_view password);

}  // namespace orcamo::client

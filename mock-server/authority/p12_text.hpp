#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "authority/p12_profile.hpp"
#include "orcamo/pki/result.hpp"
#include "orcamo/pki/secret.hpp"

namespace orcamo::mock {

// bmp_text is UTF-8 as the octets of a BMPString. Characters beyond U+FFFF, which a BMPString has not, become surrogate
// pairs as Windows and OpenSSL's passwords have them. Fails with kRequestBadValue for what is no UTF-8.
pki::Result<std::string> bmp_text(std::string_view utf8);

// P12Password is one password in the two forms that a PKCS#12 file is made with.
struct P12Password {
  pki::Secret bmp;   // for the derivation of RFC 7292
  pki::Secret utf8;  // for PBKDF2
};

// password_for fails with kRequestBadValue for what is no UTF-8.
pki::Result<P12Password> password_for(const P12Profile& profile, std::string_view password);

// password_file_objection is why no password file can hold `password` for the programs that read one
// (password-files.md): the end of a sentence that begins with the password. Empty: one can.
std::string_view password_file_objection(std::string_view password) noexcept;

// password_warnings are what whoever mints a file should know of its password, a sentence each (p12-compatibility.md,
// password-files.md).
std::vector<std::string> password_warnings(std::string_view password);

}  // namespace orcamo::mock

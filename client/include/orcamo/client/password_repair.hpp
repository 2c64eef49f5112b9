#pragma once
#include <string_view>
#include <vector>

#include "orcamo/client/pkcs12.hpp"
#include "orcamo/pki/bytes.hpp"
#include "orcamo/pki/credential.hpp"
#include "orcamo/pki/result.hpp"
#include "orcamo/pki/secret.hpp"

namespace orcamo::client {

// PasswordRepair undoes what a program has made of a password on its way into a file.
enum class PasswordRepair {
  kSpacesRemoved,      // before it and behind it
  kFullWidthToAscii,   // letters, digits, signs and spaces as Japanese input methods write them
  kTypographyToAscii,  // curly quotes, dashes, no-break spaces, marks without width, as word processors write them
};

// repair_name: "spaces_removed", "full_width_to_ascii", "typography_to_ascii".
std::string_view repair_name(PasswordRepair repair) noexcept;

// OpenedPkcs12 is a PKCS#12 file with the password that proved to open it.
struct OpenedPkcs12 {
  pki::Credential credential;
  pki::Secret password;
  std::vector<PasswordRepair> repairs;  // what was made of the password as saved; empty: nothing
};

// open_with_saved_password opens `file` with `saved` as it stands. Where the file says that this is the wrong password,
// each repair that changes it is tried, then all of them at once: four attempts at most, and what opens is proved by
// the file's MAC. Fails as open_pkcs12 does, and with kPasswordFileSuspect where nothing opens the file and the
// password has characters that people rarely mean: the sentence tells where they stand and of what kind they are.
pki::Result<OpenedPkcs12> open_with_saved_password(pki::BytesView file, const pki::Secret& saved,
                                                   const Pkcs12Limits& limits = {});

}  // namespace orcamo::client

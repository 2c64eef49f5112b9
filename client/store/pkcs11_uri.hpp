#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "orcamo/pki/result.hpp"

namespace orcamo::client {

// Pkcs11Uri is a PKCS#11 URI (RFC 7512) that names a token. What is unset matches every token.
struct Pkcs11Uri {
  std::optional<std::string> token;  // its label
  std::optional<std::string> manufacturer;
  std::optional<std::string> model;
  std::optional<std::string> serial;
  std::optional<unsigned long> slot_id;
  std::string module_path;  // empty: p11-kit's modules
  std::optional<std::filesystem::path> pin_file;
};

// parse_pkcs11_uri refuses with kUsage what it does not know: an attribute that is passed over could name another
// token.
pki::Result<Pkcs11Uri> parse_pkcs11_uri(std::string_view text);

}  // namespace orcamo::client

#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>

#include "orcamo/client/certificate_store.hpp"
#include "orcamo/client/linkage.hpp"

namespace orcamo::client {

struct StoreOptions {
  Linkage linkage = Linkage::kNo;                   // of the kinds that are a folder
  std::optional<std::filesystem::path> pin_file{};  // of the kinds that want a PIN or a password
};

// open_store opens the store that a command line names: DIR for a DirectoryStore, pem:DIR for a PemStore, nss:DIR for
// an NssStore, pkcs11:URI for a Pkcs11Store. Fails as that kind's own `open`, and with kUsage where DIR is missing.
pki::Result<std::unique_ptr<CertificateStore>> open_store(std::string_view name, const StoreOptions& options = {});

}  // namespace orcamo::client

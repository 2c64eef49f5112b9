#pragma once
#include <optional>
#include <vector>

#include "authority/certificate_authority.hpp"
#include "orcamo/pki/result.hpp"
#include "state/database.hpp"
#include "state/row_writer.hpp"
#include "world/sandbox_image.hpp"

// Rows, read as what the world knows. All fail with kStateUnusable where a row says what cannot be.
namespace orcamo::mock {

pki::Result<std::optional<CertificateAuthority>> read_server_authority(Database& database);

struct SandboxRecord {
  SandboxKey key;
  SandboxImage image;
  std::optional<pki::TimePoint> ends_at;
};

// read_sandboxes are all of them, in the order of their making.
pki::Result<std::vector<SandboxRecord>> read_sandboxes(Database& database);

}  // namespace orcamo::mock

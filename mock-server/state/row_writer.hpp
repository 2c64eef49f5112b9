#pragma once
#include <cstdint>
#include <optional>

#include "authority/certificate_authority.hpp"
#include "orcamo/pki/result.hpp"
#include "state/database.hpp"
#include "world/sandbox_image.hpp"
#include "world/sandbox_rows.hpp"

// What the world knows, written as rows. Each is part of a transaction of the caller's.
namespace orcamo::mock {

using SandboxKey = std::int64_t;

pki::Result<void> write_server_authority(Database& database, const CertificateAuthority& authority);

// write_sandbox writes all of a new sandbox and returns its key; rewrite_sandbox all of one that has a key.
pki::Result<SandboxKey> write_sandbox(Database& database, const SandboxImage& image,
                                      std::optional<pki::TimePoint> ends_at);
pki::Result<void> rewrite_sandbox(Database& database, SandboxKey key, const SandboxImage& image);
pki::Result<void> write_change(Database& database, SandboxKey key, const SandboxChange& change);
pki::Result<void> delete_sandbox(Database& database, SandboxKey key);

}  // namespace orcamo::mock

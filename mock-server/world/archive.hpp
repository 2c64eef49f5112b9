#pragma once
#include <memory>
#include <optional>
#include <vector>

#include "authority/certificate_authority.hpp"
#include "orcamo/pki/result.hpp"
#include "world/ledger.hpp"
#include "world/sandbox_image.hpp"

namespace orcamo::mock {

// KeptSandbox is a sandbox as it was kept, and where it is kept on.
struct KeptSandbox {
  SandboxImage image;
  std::optional<pki::TimePoint> ends_at;  // its time to live, by the real clock; unset: until it is removed
  std::unique_ptr<Ledger> ledger;
};

// Archive keeps a world where it outlives the process: its server's authority and its sandboxes. Safe to use from any
// thread; ledgers may outlive it. What writes fails with kStateUnwritable, what reads with kStateUnusable.
class Archive {
 public:
  virtual ~Archive() = default;

  virtual pki::Result<std::optional<CertificateAuthority>> server_authority() = 0;  // unset: none is kept yet
  virtual pki::Result<void> keep_server_authority(const CertificateAuthority& authority) = 0;

  virtual pki::Result<std::vector<KeptSandbox>> sandboxes() = 0;  // in the order in which they were made

  // keep has the sandbox kept from now on, in the place of one of the same id that could not be forgotten at its end.
  virtual pki::Result<std::unique_ptr<Ledger>> keep(const SandboxImage& made,
                                                    std::optional<pki::TimePoint> ends_at) = 0;
};

}  // namespace orcamo::mock

#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "authority/certificate_authority.hpp"
#include "orcamo/pki/clock.hpp"
#include "world/sandbox.hpp"

namespace orcamo::mock {

// World is everything one process serves: its sandboxes, and the authority behind the server's own certificate.
class World {
 public:
  // `real` is the wall clock in production; it outlives the world.
  static pki::Result<std::unique_ptr<World>> create(const pki::Clock& real,
                                                    const std::vector<std::string>& server_names = {});

  // The sandbox of that name; "default" always exists. Null where there is none.
  Sandbox* find(std::string_view name) noexcept;
  Sandbox& default_sandbox() noexcept { return *default_; }

  const CertificateAuthority& server_authority() const noexcept { return server_authority_; }

 private:
  World(CertificateAuthority server_authority, std::unique_ptr<Sandbox> first)
      : server_authority_(std::move(server_authority)), default_(std::move(first)) {}

  CertificateAuthority server_authority_;
  std::unique_ptr<Sandbox> default_;
};

}  // namespace orcamo::mock

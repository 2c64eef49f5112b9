#include "world/world.hpp"

#include <utility>

namespace orcamo::mock {

pki::Result<std::unique_ptr<World>> World::create(const pki::Clock& real,
                                                  const std::vector<std::string>& server_names) {
  auto server_authority = CertificateAuthority::create("server", server_names);
  if (!server_authority) return std::move(server_authority).error().while_doing("creating the server's authority");
  auto first = Sandbox::create("default", real);
  if (!first) return std::move(first).error();
  return std::unique_ptr<World>(new World(*std::move(server_authority), *std::move(first)));
}

Sandbox* World::find(std::string_view name) noexcept { return name == default_->name() ? default_.get() : nullptr; }

}  // namespace orcamo::mock

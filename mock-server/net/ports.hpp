#pragma once
#include <cstdint>
#include <optional>

#include "orcamo/pki/result.hpp"
#include "world/sandbox.hpp"

namespace orcamo::mock {

// Ports are the HTTPS ports of a running server: one for every sandbox, and those that belong to one sandbox alone,
// whatever name or certificate a client comes with. Safe to use from any thread but those that carry connections.
class Ports {
 public:
  virtual ~Ports() = default;

  virtual std::uint16_t for_all() const = 0;

  // open gives `sandbox` a port of its own; 0 lets the system choose. Fails with kPortInUse, kRequestBadValue.
  virtual pki::Result<std::uint16_t> open(const SandboxRef& sandbox, std::uint16_t port) = 0;

  virtual std::optional<std::uint16_t> own(const Sandbox& sandbox) const = 0;  // unset: it has none

  // close_unused closes the ports of sandboxes that are not of the world any more; others may have them when it
  // returns.
  virtual void close_unused() = 0;
};

}  // namespace orcamo::mock

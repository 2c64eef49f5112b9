#pragma once
#include <vector>

#include "net/ports.hpp"
#include "surfaces/sandbox_order.hpp"
#include "world/world.hpp"

namespace orcamo::mock {

// OpenedSandbox is a sandbox with what was issued in it at its opening: the scenario's first, then what was asked for.
struct OpenedSandbox {
  SandboxRef sandbox;
  std::vector<GenerationRef> issued;
};

// open_sandbox carries an order out; where it fails, no sandbox and no port is left of it. Fails with kSandboxExists,
// kSandboxLimit, kPortInUse, and as certificates and scenarios do.
pki::Result<OpenedSandbox> open_sandbox(World& world, Ports& ports, SandboxOrder order);

}  // namespace orcamo::mock

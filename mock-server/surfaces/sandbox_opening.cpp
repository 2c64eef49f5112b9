#include "surfaces/sandbox_opening.hpp"

#include <string>
#include <utility>

namespace orcamo::mock {
namespace {

using pki::Result;

Result<void> furnish(OpenedSandbox& opened, SandboxOrder order, Ports& ports) {
  if (order.port) {
    if (const auto port = ports.open(opened.sandbox, *order.port); !port) return port.error();
  }
  if (order.scenario) {
    auto arranged = arrange(*opened.sandbox, *order.scenario);
    if (!arranged) {
      return std::move(arranged).error().while_doing("arranging \"" + std::string(order.scenario->name) + "\"");
    }
    opened.issued = *std::move(arranged);
  }
  for (auto& request : order.certificates) {
    auto issued = opened.sandbox->issue(std::move(request));
    if (!issued) return std::move(issued).error().while_doing("issuing a certificate");
    opened.issued.push_back(*std::move(issued));
  }
  for (auto& fault : order.faults) {
    if (const auto placed = opened.sandbox->faults().add(std::move(fault)); !placed) return placed.error();
  }
  return {};
}

}  // namespace

Result<OpenedSandbox> open_sandbox(World& world, Ports& ports, SandboxOrder order) {
  auto sandbox = world.add(std::move(order.plan));
  if (!sandbox) return std::move(sandbox).error();
  OpenedSandbox opened{*std::move(sandbox), {}};
  ports.close_unused();
  if (auto furnished = furnish(opened, std::move(order), ports); !furnished) {
    // Somebody may have been quicker to remove it, and have made another of that id.
    if (world.find(opened.sandbox->id()) == opened.sandbox) (void)world.remove(opened.sandbox->id());
    ports.close_unused();
    return std::move(furnished).error();
  }
  if (world.find(opened.sandbox->id()) != opened.sandbox) {
    ports.close_unused();
    return unknown_sandbox(opened.sandbox->id()).while_doing("the sandbox was deleted while it was being made");
  }
  return opened;
}

}  // namespace orcamo::mock

#pragma once
#include <string>

#include "orcamo/mock/server.hpp"
#include "surfaces/admin_guard.hpp"

namespace orcamo::mock {

// AdminDoor is where the admin API is, and who may come in.
struct AdminDoor {
  std::string address;  // that its port is bound to
  std::string name;     // that its URL has in place of the address
  AdminAccess access;
};

// admin_door checks what `options` say of it; `bind` is the address of the HTTPS port, checked. Fails with
// kAddressNotLoopback, kAdminTokenMissing, kAdminTokenUnusable, kRequestBadValue.
pki::Result<AdminDoor> admin_door(const ServerOptions& options, const std::string& bind);

}  // namespace orcamo::mock

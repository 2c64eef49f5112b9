#pragma once
#include <functional>

#include "net/router.hpp"
#include "world/world.hpp"

namespace orcamo::mock {

// AdminRoutes adds routes of the admin API. A page that a browser has open must not reach it: a request with a foreign
// Origin, or a Host that is not loopback (DNS rebinding), is refused.
class AdminRoutes {
 public:
  AdminRoutes(Router& router, World& world) : router_(router), world_(world) {}

  void add(std::string_view method, std::string_view pattern, std::function<Reply(const Request&)> serve);

  // add_for_sandbox adds a route below /__admin/sandboxes/{id}; an unknown sandbox is answered 404.
  // The route may keep the sandbox by its shared_from_this.
  using SandboxRoute = std::function<Reply(Sandbox&, const Request&, const PathParameters&)>;
  void add_for_sandbox(std::string_view method, std::string_view pattern, SandboxRoute serve);

 private:
  Router& router_;
  World& world_;
};

}  // namespace orcamo::mock

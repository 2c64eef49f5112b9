#pragma once
#include <functional>
#include <memory>
#include <utility>

#include "net/router.hpp"
#include "surfaces/admin_guard.hpp"
#include "world/world.hpp"

namespace orcamo::mock {

// Asks is whether a route reads what stands behind the question mark; to one that does not, every parameter is unknown.
enum class Asks { kNothing, kQuery };

// AdminRoutes adds routes of the admin API, each behind the guard.
class AdminRoutes {
 public:
  AdminRoutes(Router& router, World& world, std::shared_ptr<const AdminGuard> guard)
      : router_(router), world_(world), guard_(std::move(guard)) {}

  void add(std::string_view method, std::string_view pattern, std::function<Reply(const Request&)> serve,
           Demand demand = Demand::kToken);

  // add_for_sandbox adds a route below /__admin/sandboxes/{id}; an unknown sandbox is answered 404.
  // The route may keep the sandbox by its shared_from_this.
  using SandboxRoute = std::function<Reply(Sandbox&, const Request&, const PathParameters&)>;
  void add_for_sandbox(std::string_view method, std::string_view pattern, SandboxRoute serve,
                       Asks asks = Asks::kNothing);

 private:
  Router& router_;
  World& world_;
  std::shared_ptr<const AdminGuard> guard_;
};

}  // namespace orcamo::mock

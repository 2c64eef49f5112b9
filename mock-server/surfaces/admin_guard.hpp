#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "net/message.hpp"
#include "orcamo/pki/error.hpp"
#include "orcamo/pki/secret.hpp"

namespace orcamo::mock {

// AdminAccess is who may ask the admin API, beside programs of this machine.
struct AdminAccess {
  std::vector<std::string> names =
      {};                    // that may stand in Host beside loopback's, in small letters: orca.test, [fd00::1]
  bool any_address = false;  // any IP address may stand there too: the port is bound to all of this machine's
  std::shared_ptr<const pki::Secret> token = nullptr;  // null: none is asked for
};

enum class Demand { kToken, kNothing };

// AdminGuard keeps out who may not ask: pages of other sites, whatever a browser lets them send; names that are not the
// server's, as DNS rebinding has them; and, where there is a token, those without it.
class AdminGuard {
 public:
  explicit AdminGuard(AdminAccess access) : access_(std::move(access)) {}

  // refusal is the answer to one who may not; unset where the request may pass. A page of another site is told apart
  // even where `demand` is nothing.
  std::optional<Response> refusal(const Request& request, Demand demand) const;

 private:
  std::optional<pki::Error> stranger(const Request& request) const;
  std::optional<pki::Error> unproven(const Request& request) const;

  AdminAccess access_;
};

}  // namespace orcamo::mock

#pragma once
#include <string>
#include <string_view>

#include "orcamo/pki/result.hpp"
#include "orcamo/pki/secret.hpp"

namespace orcamo::mock {

struct AdminAnswer {
  unsigned status = 0;
  std::string body;
};

// post_to_admin sends JSON to a mock's admin API. `admin` is its base URL, http://HOST:PORT, as in the ready line;
// `token` is empty where it asks for none.
// Waits for 30 seconds at most. Fails with kUrlMalformed, kServerUnreachable, kConnectionLost, kAnswerMalformed.
pki::Result<AdminAnswer> post_to_admin(std::string_view admin, std::string_view path, std::string_view json,
                                       const pki::Secret& token = {});

}  // namespace orcamo::mock

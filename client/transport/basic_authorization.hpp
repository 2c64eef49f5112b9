#pragma once
#include <string_view>

#include "orcamo/pki/secret.hpp"

namespace orcamo::client {

// basic_authorization is the value of an Authorization or Proxy-Authorization header: Basic, with `credentials`
// (USER:PASSWORD) in Base64 (RFC 7617).
pki::Secret basic_authorization(std::string_view credentials);

}  // namespace orcamo::client

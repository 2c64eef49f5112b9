#pragma once
#include <string>

#include "net/message.hpp"
#include "orcamo/pki/error.hpp"

namespace orcamo::mock {

struct BasicCredentials {
  std::string user;
  std::string password;
};

// basic_credentials reads the Authorization header (RFC 7617); where there is none, or it is malformed, both are empty.
BasicCredentials basic_credentials(const Request& request);

// unauthorized is the 401 of WebORCA: it names the realm in the service's own spelling.
Response unauthorized(const pki::Error& error);

}  // namespace orcamo::mock

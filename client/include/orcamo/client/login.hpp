#pragma once
#include <string>

#include "orcamo/client/transport.hpp"
#include "orcamo/pki/secret.hpp"

namespace orcamo::client {

struct Account {
  std::string user = "ormaster";
  pki::Secret password;
};

// Login is what a successful start_session told.
struct Login {
  std::string startup_message;  // the renewal notice; empty: none
  bool notice() const noexcept { return !startup_message.empty(); }
};

// log_in starts a WebORCA session over JSON-RPC with `credential`: the proof that a certificate works. It ends the
// session again, as far as the server lets it. `server` is the login URL, for example https://localhost:8443. Fails
// with tls.*, transport.* and server.* codes.
pki::Result<Login> log_in(Transport& transport, const std::string& server, const Account& account,
                          const pki::Credential& credential);

}  // namespace orcamo::client

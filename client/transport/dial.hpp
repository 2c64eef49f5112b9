#pragma once
#include <optional>

#include "orcamo/client/https_transport.hpp"
#include "transport/allowance.hpp"
#include "transport/net.hpp"
#include "transport/url.hpp"

namespace orcamo::client {

// run_until_done drives `io` until the one operation on `socket` that `start` begins has ended. A stop closes the
// socket: one that was cancelled only would let what comes next in the operation begin.
template <class Start>
error_code run_until_done(net::io_context& io, beast::tcp_stream& socket, const std::stop_token& stop, Start start) {
  error_code outcome;
  bool done = false;
  start([&](error_code ec, auto&&...) {
    outcome = ec;
    done = true;
  });
  io.restart();
  const std::stop_callback wake(stop, [&io] { net::post(io, [] {}); });
  while (!done) {
    io.run_one();
    if (stop.stop_requested()) socket.close();
  }
  return outcome;
}

// dial connects `socket` to the server, or to `proxy` and through it to the server. It leaves the socket's deadline at
// that of the allowance. Fails with kServerUnreachable, kTimeout, kProxyRefused, kConnectionLost, kUrlMalformed and
// kRequestMalformed.
pki::Result<void> dial(net::io_context& io, beast::tcp_stream& socket, const Url& server,
                       const std::optional<Proxy>& proxy, const Allowance& allowance);

}  // namespace orcamo::client

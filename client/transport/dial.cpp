#include "transport/dial.hpp"

#include <string>
#include <vector>

#include "transport/connect_tunnel.hpp"
#include "transport/name_lookup.hpp"

namespace orcamo::client {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

constexpr std::size_t kMostOfHead = 16 << 10;  // octets of a proxy's answer

Result<std::vector<tcp::endpoint>> resolve(const Url& url, const Allowance& allowance) {
  if (url.is_localhost()) {
    return std::vector<tcp::endpoint>{{net::ip::address_v4::loopback(), url.port},
                                      {net::ip::address_v6::loopback(), url.port}};
  }
  if (url.host_is_address) return std::vector<tcp::endpoint>{{net::ip::make_address(url.host), url.port}};

  const auto addresses = look_up(url.host, allowance.deadline, allowance.stop);
  if (!addresses) return timed_out(url.endpoint(), allowance, "looking up its name");
  if (!*addresses) return addresses->error();
  std::vector<tcp::endpoint> endpoints;
  for (const std::string& address : **addresses) {
    error_code malformed;
    const auto parsed = net::ip::make_address(address, malformed);
    if (!malformed) endpoints.emplace_back(parsed, url.port);
  }
  return endpoints;
}

// Each address has an equal share of the time that is left: one that swallows everything does not use up the others'.
Result<void> connect(net::io_context& io, beast::tcp_stream& socket, const Url& url, const std::string& what,
                     const Allowance& allowance) {
  const auto endpoints = resolve(url, allowance);
  if (!endpoints) return endpoints.error();
  error_code first;  // but for those that never answered
  auto left = static_cast<long>(endpoints->size());
  for (const tcp::endpoint& endpoint : *endpoints) {
    if (allowance.stop.stop_requested()) return cancelled(url.endpoint());
    const auto now = std::chrono::steady_clock::now();
    socket.expires_at(now + (allowance.deadline - now) / left--);
    const error_code ec =
        run_until_done(io, socket, allowance.stop, [&](auto done) { socket.async_connect(endpoint, done); });
    if (!ec) {
      error_code ignored;
      socket.socket().set_option(tcp::no_delay(true), ignored);
      socket.expires_at(allowance.deadline);
      return {};
    }
    if (!first && ec != beast::error::timeout) first = ec;
    socket.close();
  }
  if (!first) return timed_out(url.endpoint(), allowance, "connecting");
  return Error(Errc::kServerUnreachable, "no " + what + " can be reached at " + url.endpoint() + ": " + first.message(),
               "check the address and the port, and that the " + what + " is running");
}

Result<void> open_tunnel(net::io_context& io, beast::tcp_stream& socket, const Url& server, const Url& proxy,
                         const pki::Secret& request, const Allowance& allowance) {
  const auto run = [&](auto start) { return run_until_done(io, socket, allowance.stop, start); };
  const std::string_view octets = request.reveal();
  // A proxy that hangs up on the request may have said why: its answer is read all the same.
  (void)run([&](auto done) { net::async_write(socket, net::buffer(octets.data(), octets.size()), done); });

  std::string answer;
  const error_code ec = run(
      [&](auto done) { net::async_read_until(socket, net::dynamic_buffer(answer, kMostOfHead), "\r\n\r\n", done); });
  if (ec == beast::error::timeout) return timed_out(proxy.endpoint(), allowance, "asking the proxy for a tunnel");
  const std::size_t end = answer.find("\r\n\r\n");
  if (end == std::string::npos && (answer.empty() || ec != net::error::not_found)) {
    return Error(Errc::kConnectionLost,
                 "the proxy " + proxy.endpoint() + " closed the connection instead of leading to " + server.endpoint(),
                 "check the proxy's address; if it is right, ask its operator");
  }
  if (auto led = judge_connect_answer(answer, server, proxy); !led) return led;
  if (end == std::string::npos || end + 4 != answer.size()) {
    return Error(Errc::kProxyRefused, "the answer of the proxy " + proxy.endpoint() + " goes on beyond its end",
                 "check the proxy's address");
  }
  return {};
}

}  // namespace

Result<void> dial(net::io_context& io, beast::tcp_stream& socket, const Url& server, const std::optional<Proxy>& proxy,
                  const Allowance& allowance) {
  if (!proxy) return connect(io, socket, server, "server", allowance);
  const auto url = parse_proxy_url(proxy->url);
  if (!url) return url.error();
  const auto request = connect_request(server, *proxy);
  if (!request) return request.error();
  if (auto connected = connect(io, socket, *url, "proxy", allowance); !connected) return connected;
  return open_tunnel(io, socket, server, *url, *request, allowance);
}

}  // namespace orcamo::client

#include "admin_door.hpp"

#include <string_view>
#include <utility>

#include "net/listener.hpp"
#include "surfaces/host.hpp"

namespace orcamo::mock {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

bool is_loopback(const std::string& address) { return check_address(address, Reach::kLoopbackOnly).has_value(); }

std::string in_url(const std::string& address) {
  return address.find(':') == std::string::npos ? address : "[" + address + "]";
}

// Unless told otherwise, the admin API is for this machine alone, also where the HTTPS port is for others.
Result<std::string> address_of(const ServerOptions& options, const std::string& bind) {
  if (options.admin_bind.empty()) return is_loopback(bind) ? bind : "127.0.0.1";
  auto address = check_address(options.admin_bind, options.allow_remote ? Reach::kAnywhere : Reach::kLoopbackOnly);
  if (!address || is_loopback(*address) || options.admin_token) return address;
  return Error(Errc::kAdminTokenMissing,
               "the admin API hands out private keys, and other machines could reach it at " + *address,
               "give it a token (--admin-token-file FILE), or leave --admin-bind out");
}

// A token is what a header can carry (RFC 6750, section 2.1), and too long to be guessed over a network.
Result<void> check_token(const pki::Secret& token) {
  constexpr std::size_t kShortest = 16;
  constexpr std::string_view kCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=";
  const auto text = token.reveal();
  if (text.size() >= kShortest && text.find_first_not_of(kCharacters) == std::string_view::npos) return {};
  return Error(
      Errc::kAdminTokenUnusable,
      "the admin token must be 16 or more letters, digits and characters of -._~+/=", "make one: openssl rand -hex 32");
}

}  // namespace

Result<AdminDoor> admin_door(const ServerOptions& options, const std::string& bind) {
  auto address = address_of(options, bind);
  if (!address) return std::move(address).error();
  if (options.admin_token) {
    if (auto checked = check_token(*options.admin_token); !checked) return std::move(checked).error();
  }
  AdminDoor door{.address = *std::move(address), .name = {}, .access = {}};
  door.name = in_url(door.address);
  door.access.token = options.admin_token;
  door.access.any_address = door.address == "0.0.0.0" || door.address == "::";
  door.access.names.push_back(door.name);
  for (const auto& name : options.server_names) door.access.names.push_back(host_name(name));
  if (door.access.any_address) door.name = door.address == "::" ? "[::1]" : "127.0.0.1";
  return door;
}

}  // namespace orcamo::mock

#include "world/draws.hpp"

#include "authority/certificate_authority.hpp"
#include "world/token.hpp"

namespace orcamo::mock {

std::string Draws::serial(const Identity& identity) { return random_serial(next("serial", identity)); }

std::string Draws::link_token(const Identity& identity) { return random_token(next("link", identity)); }

std::string Draws::session_token(const Identity& identity) { return random_token(next("session", identity)); }

pki::Randomness Draws::next(std::string_view kind, const Identity& identity) {
  if (!randomness_.is_seeded()) return randomness_;
  const auto number = dealt_[{kind, identity}]++;
  return randomness_.of(kind).of(identity.facility).of(identity.client).of(std::to_string(number));
}

}  // namespace orcamo::mock

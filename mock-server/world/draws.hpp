#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "orcamo/pki/randomness.hpp"
#include "world/identity.hpp"

namespace orcamo::mock {

// Draws deals out the serials and tokens of a sandbox. Each identity has its own series of each kind, so that of a
// seeded randomness nothing depends on what others are dealt meanwhile. Not synchronised: the sandbox's mutex guards
// it.
class Draws {
 public:
  explicit Draws(const pki::Randomness& randomness) : randomness_(randomness) {}

  std::string serial(const Identity& identity);
  std::string link_token(const Identity& identity);
  std::string session_token(const Identity& identity);

 private:
  pki::Randomness next(std::string_view kind, const Identity& identity);

  pki::Randomness randomness_;
  std::map<std::pair<std::string_view, Identity>, std::uint64_t> dealt_;  // by kind and identity: how many
};

}  // namespace orcamo::mock

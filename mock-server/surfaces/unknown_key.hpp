#pragma once
#include <span>
#include <string>
#include <string_view>

#include "orcamo/pki/error.hpp"

namespace orcamo::mock {

// unknown_key is kRequestUnknownKey for `key`; the hint names the nearest of the known ones.
pki::Error unknown_key(std::string_view key, std::span<const std::string_view> known);

// nearest_of is a hint: the nearest of the `known` names of that kind ("keys"), and all of them.
std::string nearest_of(std::string_view name, std::span<const std::string_view> known, std::string_view kind);

}  // namespace orcamo::mock

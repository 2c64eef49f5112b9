#pragma once
#include <span>
#include <string_view>

#include "orcamo/pki/error.hpp"

namespace orcamo::mock {

// unknown_key is kRequestUnknownKey for `key`; the hint names the nearest of the known ones.
pki::Error unknown_key(std::string_view key, std::span<const std::string_view> known);

}  // namespace orcamo::mock

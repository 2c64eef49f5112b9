#pragma once
#include <initializer_list>
#include <string_view>

#include "orcamo/pki/error.hpp"

namespace orcamo::mock {

// unknown_key is kRequestUnknownKey for `key`; the hint names the nearest of the known ones.
pki::Error unknown_key(std::string_view key, std::initializer_list<std::string_view> known);

}  // namespace orcamo::mock

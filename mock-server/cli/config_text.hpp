#pragma once
#include <string_view>

#include "orcamo/pki/result.hpp"
#include "surfaces/json.hpp"

namespace orcamo::mock {

// parse_config reads a whole config file, with or without a byte order mark. Fails with kRequestMalformed where it is
// not JSON (the message says line and column, both from 1), nests deeper than 64 levels, or has a key twice.
pki::Result<Json> parse_config(std::string_view text);

}  // namespace orcamo::mock

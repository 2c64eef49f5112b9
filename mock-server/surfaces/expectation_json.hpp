#pragma once
#include <vector>

#include "surfaces/json.hpp"
#include "world/expectation.hpp"

namespace orcamo::mock {

// parse_expectations reads a list like
//   [{"event":"login_accepted","serial":"482914","count":1},
//    {"verdict":"accepted","serial":"482913","count":0,"after":{"event":"login_accepted","serial":"482914"}}]
// Null is no list. Fails with kRequestBadValue, kRequestUnknownKey.
pki::Result<std::vector<Expectation>> parse_expectations(const Json* list);

}  // namespace orcamo::mock

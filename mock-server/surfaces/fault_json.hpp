#pragma once
#include <vector>

#include "surfaces/json.hpp"
#include "world/faults.hpp"

namespace orcamo::mock {

// read_fault reads "where" and "kind", and what else there is to say: "method", "facility", "serial", "after", "times",
// "probability", and the details of that kind. Fails with kRequestUnknownKey, and with kRequestBadValue also where the
// fault cannot be.
pki::Result<Fault> read_fault(const Json& order);

// read_faults reads a list of them; the error says which one it was.
pki::Result<std::vector<Fault>> read_faults(const Json& orders);

// fault_json is a fault in the same words, with its id and what has come of it.
Json fault_json(const PlacedFault& placed);

}  // namespace orcamo::mock

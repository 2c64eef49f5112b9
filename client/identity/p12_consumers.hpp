#pragma once
#include <string_view>
#include <vector>

#include "orcamo/client/p12_inspection.hpp"

namespace orcamo::client {

// consumers_of tells which programs take a file as a client certificate, by rules: see docs/reference/orcamo-p12.md.
// `password` is the one that opens it; empty where it is not known, and then nothing depends on it.
std::vector<P12Consumer> consumers_of(const P12Inspection& inspection, std::string_view password);

}  // namespace orcamo::client

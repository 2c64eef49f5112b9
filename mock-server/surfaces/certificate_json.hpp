#pragma once
#include "surfaces/json.hpp"
#include "world/sandbox.hpp"

namespace orcamo::mock {

Json certificate_json(const Generation& generation);
Json certificate_json(const TracedGeneration& traced);  // and what has become of it

// certificate_in_full adds the file with what opens it, and the same as PEM. Fails where the key cannot be written.
pki::Result<Json> certificate_in_full(const Generation& generation);

// chain_pem is what stands between a certificate and its root.
std::string chain_pem(const Generation& generation);

}  // namespace orcamo::mock

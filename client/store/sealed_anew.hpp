#pragma once
#include <string>

#include "orcamo/client/certificate_store.hpp"

namespace orcamo::client {

// sealed_anew is a file for an entry of a store that keeps none, under a password of its own. Fails as pack_pkcs12.
pki::Result<Arrival> sealed_anew(std::string file_name, const pki::Credential& credential);

}  // namespace orcamo::client

#pragma once
#include <vector>

#include "orcamo/pki/certificate.hpp"

namespace orcamo::client {

// chain_of picks the certificates between `leaf` and its root out of `candidates`, issuer first, root left out.
std::vector<pki::Certificate> chain_of(const pki::Certificate& leaf, const std::vector<pki::Certificate>& candidates);

}  // namespace orcamo::client

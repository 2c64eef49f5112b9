#include "store/chain.hpp"

#include <algorithm>

namespace orcamo::client {

std::vector<pki::Certificate> chain_of(const pki::Certificate& leaf, const std::vector<pki::Certificate>& candidates) {
  std::vector<pki::Certificate> chain;
  pki::Certificate below = leaf;
  while (chain.size() < candidates.size()) {
    const auto above = std::find_if(candidates.begin(), candidates.end(), [&](const pki::Certificate& c) {
      return c.is_authority() && c.subject() == below.issuer() && c.subject() != c.issuer() &&
             std::find(chain.begin(), chain.end(), c) == chain.end() && below.is_signed_by(c);
    });
    if (above == candidates.end()) break;
    below = *above;
    chain.push_back(below);
  }
  return chain;
}

}  // namespace orcamo::client

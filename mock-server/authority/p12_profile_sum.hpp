#pragma once
#include <span>

#include "authority/p12_profile.hpp"

namespace orcamo::mock {

// sum_of is the profile of all parts at once: each gives what is special about it, and Modern2023 the rest. Their order
// means nothing. Fails with kRequestBadValue where two contradict each other, or where one changes nothing beside the
// others: the file would not be what was asked for.
pki::Result<P12Profile> sum_of(std::span<const P12Profile* const> parts);

}  // namespace orcamo::mock

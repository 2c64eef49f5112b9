#pragma once
#include <optional>

#include "surfaces/visit.hpp"

namespace orcamo::mock {

// under_faults serves `visit` by `serve`, unless a fault of the sandbox hits it: then in the fault's manner, and the
// journal will say so.
Reply under_faults(const Visit& visit, Place place, const Serve& serve);

// asked_password is the one that a fault has a new renewal sealed with; unset: none has.
std::optional<pki::Secret> asked_password(const Visit& visit);

// hand_out is the download of `right`, or of what a fault puts in its place.
Reply hand_out(const Visit& visit, const GenerationRef& right, Take take);

}  // namespace orcamo::mock

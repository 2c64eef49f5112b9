#pragma once
#include <string_view>

#include "orcamo/pki/result.hpp"

namespace orcamo::mock {

// print writes `text` to standard output, at once. Fails with kInternal where that is full or closed: a program that
// ends well has said what it had to say.
pki::Result<void> print(std::string_view text);

}  // namespace orcamo::mock

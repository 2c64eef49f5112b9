#pragma once
#include "world/reason.hpp"

namespace orcamo::mock {

// verify_code is the X.509 verify code, as OpenSSL numbers them, of a ruling on a certificate whose chain is sound.
int verify_code(Reason reason) noexcept;

}  // namespace orcamo::mock

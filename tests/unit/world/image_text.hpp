#pragma once
#include <string>

#include "world/sandbox_image.hpp"

namespace orcamo::mock {

// image_text says all that an image holds, a line a thing; of keys and passwords only whether they are the same. Every
// member of every type in it is named: one that is added does not compile until it is said here too.
std::string image_text(const SandboxImage& image);

std::string authority_text(const CertificateAuthority& authority);

}  // namespace orcamo::mock

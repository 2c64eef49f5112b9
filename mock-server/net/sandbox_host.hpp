#pragma once
#include <string>
#include <string_view>

namespace orcamo::mock {

// sandbox_label is the label that names a sandbox in a host name, with or without a port: "a1" for a1.localhost,
// orca.a1.localhost:8443 and A1.LOCALHOST. Empty for other names.
std::string sandbox_label(std::string_view host);

}  // namespace orcamo::mock

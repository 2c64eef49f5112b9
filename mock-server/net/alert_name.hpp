#pragma once
#include <string_view>

namespace orcamo::mock {

// alert_name is the RFC 8446 name of a TLS alert: "certificate_expired" for 45.
std::string_view alert_name(int alert) noexcept;

}  // namespace orcamo::mock

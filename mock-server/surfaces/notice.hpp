#pragma once
#include <string_view>

namespace orcamo::mock {

// The renewal notice in the service's own words; the page and start_session say the same.
inline constexpr std::string_view kRenewalNotice = "クライアント証明書の有効期限が近づいています";

}  // namespace orcamo::mock

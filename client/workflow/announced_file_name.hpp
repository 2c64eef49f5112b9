#pragma once
#include <string>
#include <string_view>

namespace orcamo::client {

// announced_file_name is the name that a download was given: `filename*` (UTF-8) or `filename` of its
// Content-Disposition (RFC 6266), else the last segment of the path it came from. Not judged: it may be unsafe or
// empty.
std::string announced_file_name(std::string_view content_disposition, std::string_view url);

}  // namespace orcamo::client

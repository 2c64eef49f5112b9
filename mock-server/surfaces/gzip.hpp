#pragma once
#include <string>
#include <string_view>

namespace orcamo::mock {

// gzip wraps `text` as a gzip file (RFC 1952) of stored blocks: any reader takes it, and it is no smaller.
std::string gzip(std::string_view text);

}  // namespace orcamo::mock

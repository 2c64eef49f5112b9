#pragma once
#include <string>
#include <string_view>

namespace orcamo::mock {

// masked_path is a request's path as journal and log show it: a segment long enough to be a link's token is cut to its
// first four characters, and the whole to 256.
std::string masked_path(std::string_view path);

}  // namespace orcamo::mock

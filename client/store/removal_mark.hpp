#pragma once
#include <string>
#include <string_view>

// How stores remember a removal that has begun: the file name of the entry, or its label in a database or on a token,
// is changed first, which is the commit, and what a crash leaves then is removed by the next change.
namespace orcamo::client {

constexpr std::string_view kRemovedMark = ".removed-";  // a file name that came from a server does not begin with a dot

inline std::string mark_removed(std::string_view name) { return std::string(kRemovedMark).append(name); }
inline bool is_removed(std::string_view name) noexcept { return name.starts_with(kRemovedMark); }

}  // namespace orcamo::client

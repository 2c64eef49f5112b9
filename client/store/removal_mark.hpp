#pragma once
#include <string>
#include <string_view>

// How databases and tokens remember a removal that has begun: the certificate's label is changed first, which is the
// commit, and what a crash leaves then is removed by the next change.
namespace orcamo::client {

constexpr std::string_view kRemovedLabel =
    ".removed-";  // a file name that came from a server does not begin with a dot

inline std::string label_of_removed(std::string_view label) { return std::string(kRemovedLabel).append(label); }
inline bool is_removed(std::string_view label) noexcept { return label.starts_with(kRemovedLabel); }

}  // namespace orcamo::client

#pragma once

namespace orcamo::client {

// Linkage says whether the folder must suit the linkage tool, which wants a folder name of ASCII letters.
enum class Linkage { kNo, kYes };

}  // namespace orcamo::client

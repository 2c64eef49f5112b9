#pragma once
#include <filesystem>
#include <string>

#include "orcamo/client/p12_inspection.hpp"

namespace orcamo::tools {

// text_report tells people what was found in `file`, json_report programs: one object and a line end.
std::string text_report(const client::P12Inspection& inspection, const std::filesystem::path& file);
std::string json_report(const client::P12Inspection& inspection, const std::filesystem::path& file);

}  // namespace orcamo::tools

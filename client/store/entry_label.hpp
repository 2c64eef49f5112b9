#pragma once
#include <string>
#include <string_view>

#include "orcamo/pki/certificate.hpp"

// What a store calls an entry that came as a file.
namespace orcamo::client {

// label_for is the file name without .p12.
std::string label_for(std::string_view p12_name);

// file_name_for is the file name that `label` came from, or SERIAL.p12 where a stranger's label cannot be a file name.
std::string file_name_for(const std::string& label, const pki::Certificate& certificate);

}  // namespace orcamo::client

#pragma once
#include <string>

#include "surfaces/json.hpp"
#include "world/journal_entry.hpp"

namespace orcamo::mock {

// An entry of the sandbox's journal in the admin API's words; what there was not is null.
Json handshake_json(const std::string& sandbox, const HandshakeEntry& entry);
Json request_json(const std::string& sandbox, const RequestEntry& entry);

}  // namespace orcamo::mock

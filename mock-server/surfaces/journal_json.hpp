#pragma once
#include "surfaces/json.hpp"
#include "world/journal_entry.hpp"

namespace orcamo::mock {

// An entry of the journal in the admin API's words; what there was not is null.
Json handshake_json(const HandshakeEntry& entry);
Json request_json(const RequestEntry& entry);

}  // namespace orcamo::mock

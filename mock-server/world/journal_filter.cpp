#include "world/journal_filter.hpp"

namespace orcamo::mock {

bool HandshakeFilter::passes(const HandshakeEntry& entry) const {
  return entry.id > since_id && (!verdict || entry.verdict == *verdict) && (!reason || entry.reason == *reason) &&
         (serial.empty() || entry.serial == serial) && (tls_version.empty() || entry.tls_version == tls_version);
}

bool RequestFilter::passes(const RequestEntry& entry) const {
  return entry.id > since_id && (!event || entry.deed.event == *event) &&
         (!handshake || entry.handshake == *handshake) && (serial.empty() || entry.serial == serial);
}

}  // namespace orcamo::mock

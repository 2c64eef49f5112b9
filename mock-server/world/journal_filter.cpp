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

pki::Result<std::string> parse_tls_version(std::string_view text) {
  if (text == "TLSv1.2" || text == "TLSv1.3") return std::string(text);
  return pki::Error(pki::Errc::kRequestBadValue,
                    "no entry has the TLS version \"" + std::string(text.substr(0, 64)) + "\"",
                    "use TLSv1.2 or TLSv1.3");
}

}  // namespace orcamo::mock

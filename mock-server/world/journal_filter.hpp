#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "world/journal_entry.hpp"

namespace orcamo::mock {

// HandshakeFilter lets through what has every property that is given; the empty one lets everything through.
struct HandshakeFilter {
  std::uint64_t since_id = 0;  // entries after that one
  std::optional<Verdict> verdict = std::nullopt;
  std::optional<Reason> reason = std::nullopt;
  std::string serial = {};
  std::string tls_version = {};

  bool passes(const HandshakeEntry& entry) const;
};

// RequestFilter is the same for requests.
struct RequestFilter {
  std::uint64_t since_id = 0;
  std::optional<Event> event = std::nullopt;
  std::optional<std::uint64_t> handshake = std::nullopt;
  std::string serial = {};

  bool passes(const RequestEntry& entry) const;
};

// parse_tls_version reads the name of a version as entries have it: TLSv1.2 or TLSv1.3. Fails with kRequestBadValue.
pki::Result<std::string> parse_tls_version(std::string_view text);

}  // namespace orcamo::mock

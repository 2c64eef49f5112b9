#pragma once
#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "orcamo/pki/result.hpp"

namespace orcamo::client {

// NameLookup answers with the addresses of a host as texts, or with what went wrong; as long as it takes.
using NameLookup = std::function<pki::Result<std::vector<std::string>>(const std::string& host)>;

// system_lookup asks the system (getaddrinfo). Fails with kServerUnreachable.
pki::Result<std::vector<std::string>> system_lookup(const std::string& host);

// look_up waits until `deadline` and no longer, and not when it is stopped; unset: there is no answer yet. A name
// server's silence cannot be interrupted, so that `lookup` has a thread of its own, which outlives this call where it
// must.
std::optional<pki::Result<std::vector<std::string>>> look_up(const std::string& host,
                                                             std::chrono::steady_clock::time_point deadline,
                                                             const std::stop_token& stop = {},
                                                             NameLookup lookup = system_lookup);

}  // namespace orcamo::client

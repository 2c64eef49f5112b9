#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "orcamo/pki/bytes.hpp"

namespace orcamo::client {

// P12Outline is where the parts of a file are, and whether they fit into one another, by tags and lengths alone
// (X.690).
struct P12Outline {
  struct Fault {
    std::size_t offset;  // of the octet from which on the file makes no sense
    std::string what;    // that it does: "announces more octets than there are"
    bool is_too_deep = false;
  };

  std::optional<Fault> fault = {};
  bool is_ber = false;                  // lengths or strings are in a form that DER has not (X.690, 10.1 and 10.2)
  std::size_t safes = 0;                // where the authenticated safe begins
  std::size_t mac = 0;                  // where the MAC's data begins; without one: the end
  std::vector<std::size_t> parts = {};  // where each part of the safe begins; empty where the safe is in pieces

  // part is where part `index` begins, or else the safe.
  std::size_t part(std::size_t index) const noexcept { return index < parts.size() ? parts[index] : safes; }
};

// outline_p12 goes as far as nothing is encrypted, and no deeper than a fixed number of levels.
P12Outline outline_p12(pki::BytesView file);

}  // namespace orcamo::client

#pragma once
#include <optional>
#include <vector>

#include "orcamo/client/p12_inspection.hpp"
#include "orcamo/pki/bytes.hpp"
#include "orcamo/pki/result.hpp"

namespace orcamo::client {

// P12Description is what a PKCS#12 file says, to everybody, about how it is protected.
struct P12Description {
  std::optional<P12Algorithm> integrity;  // unset: no MAC
  std::vector<P12Algorithm> protection;   // of each part, likes once
};

// describe_pkcs12 reads that without a password and derives nothing. Fails with kP12Malformed.
pki::Result<P12Description> describe_pkcs12(pki::BytesView file);

}  // namespace orcamo::client

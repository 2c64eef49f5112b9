#pragma once
#include <string>

#include "orcamo/pki/error.hpp"

namespace orcamo::client {

// p12_malformed is kP12Malformed of a file that `what`: "is cut short".
pki::Error p12_malformed(const std::string& what);

// p12_malformed_because adds OpenSSL's reason and leaves its queue empty.
pki::Error p12_malformed_because(const std::string& what);

// p12_exceeds is kP12LimitExceeded of a file that `what`: "has 2 GB".
pki::Error p12_exceeds(const std::string& what);

}  // namespace orcamo::client

#pragma once
#include <chrono>
#include <string>

#include "orcamo/pki/time.hpp"

namespace orcamo::mock {

// Policy is how the real service behaves, or what stands in for it where nobody outside knows (protocol.md).
struct Policy {
  std::chrono::months validity{36};        // of a certificate: three calendar years
  pki::Seconds tolerance{60};              // a certificate begins that much before it is issued
  pki::Seconds notice = pki::days(90);     // this much remaining, or less, shows the renewal notice
  pki::Seconds link_lives = pki::days(1);  // the uri that the renewal API answers
  pki::Seconds session_lives = std::chrono::hours(12);
  std::string user = "ormaster";
  std::string password = "ormaster";
};

}  // namespace orcamo::mock

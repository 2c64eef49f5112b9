#include "cli/print.hpp"

#include <iostream>

namespace orcamo::mock {

pki::Result<void> print(std::string_view text) {
  std::cout << text << std::flush;
  if (std::cout) return {};
  return pki::Error(pki::Errc::kInternal, "standard output cannot be written, and what it was to say is lost",
                    "check that its disk has room and its reader is there");
}

}  // namespace orcamo::mock

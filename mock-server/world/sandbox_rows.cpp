#include "world/sandbox_rows.hpp"

namespace orcamo::mock {

SandboxRows newly_issued(const GenerationRef& generation, pki::TimePoint now) {
  return {.issued = {generation}, .histories = {{generation->credential.certificate.serial(), {.issued_at = now}}}};
}

}  // namespace orcamo::mock

#pragma once
#include "orcamo/pki/result.hpp"
#include "world/sandbox_image.hpp"
#include "world/sandbox_rows.hpp"

namespace orcamo::mock {

// Ledger keeps one sandbox where it outlives the process. A sandbox has a change written before it makes it so, and
// before anybody is answered: what was answered is kept, and what could not be kept has not happened.
// Every call is all or nothing; all fail with kStateUnwritable, whatever the reason, and with kInternal for what does
// not fit what is kept. Safe to use from any thread.
class Ledger {
 public:
  virtual ~Ledger() = default;

  virtual pki::Result<void> write(const SandboxChange& change) = 0;

  // rewrite puts the image in the place of everything that was kept.
  virtual pki::Result<void> rewrite(const SandboxImage& image) = 0;

  // close forgets the sandbox. What is written afterwards, by requests that were under way, is not kept.
  virtual pki::Result<void> close() = 0;
};

}  // namespace orcamo::mock

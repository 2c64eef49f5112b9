#pragma once
#include "orcamo/pki/result.hpp"
#include "state/database.hpp"

namespace orcamo::mock {

// take_into_use locks the file for this process, makes the tables where it is empty, and sets how it is written: what
// is committed is kept whatever becomes of the process. Fails with kStateLocked, kStateNewer, and kStateUnusable for a
// damaged file.
pki::Result<void> take_into_use(Database& database);

}  // namespace orcamo::mock

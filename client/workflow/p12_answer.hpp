#pragma once
#include <string_view>

#include "orcamo/client/certificate_store.hpp"
#include "orcamo/client/transport.hpp"

namespace orcamo::client {

// take_p12 takes the PKCS#12 file out of the answer to a download from `url`, without its password. Fails with
// kStoreNameUnsafe where its name is no plain one, with kLinkUnknown and kLinkExpired where the link leads to nothing
// any more, with kP12LimitExceeded where it is larger than open_pkcs12 takes, and as the status says.
pki::Result<Arrival> take_p12(HttpResponse& answer, std::string_view url);

}  // namespace orcamo::client

#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "orcamo/client/certificate_store.hpp"
#include "orcamo/client/transport.hpp"

namespace orcamo::client {

// Replacement is where the new certificate waits, and what opens it.
struct Replacement {
  std::string url;
  pki::Secret password;      // empty: `password_url` reveals it after the download
  std::string password_url;  // empty: the password is known
};

// RenewalChannel is one way to the replacement certificate. Both calls present the certificate that is to be replaced,
// may be made again, and fail with transport.*, tls.*, server.* and link.* codes.
class RenewalChannel {
 public:
  virtual ~RenewalChannel() = default;

  virtual std::string_view name() const noexcept = 0;  // "api", "console"

  // request asks for a replacement. The server may use something up even where its answer gets lost.
  virtual pki::Result<Replacement> request(Transport& transport, const pki::Credential& old) = 0;

  // download fetches the PKCS#12 file and finds out its name; kStoreNameUnsafe where that is no plain name. Fails with
  // kLinkUnknown and kLinkExpired where the link leads to nothing any more.
  virtual pki::Result<Arrival> download(Transport& transport, const Replacement& replacement,
                                        const pki::Credential& old) = 0;

  // retry_after is how long the server wants to be left alone, as it said when the last call failed; unset: it did not
  // say.
  virtual std::optional<std::chrono::seconds> retry_after() const { return std::nullopt; }
};

}  // namespace orcamo::client

#include "identity/p12_errors.hpp"

#include <utility>

#include "orcamo/pki/openssl/handles.hpp"

namespace orcamo::client {
namespace {

using pki::Errc;
using pki::Error;

constexpr const char* kDownloadAgain = "download the .p12 file again";

}  // namespace

Error p12_malformed(const std::string& what) {
  return Error(Errc::kP12Malformed, "the PKCS#12 file " + what, kDownloadAgain);
}

Error p12_malformed_because(const std::string& what) {
  Error reason = pki::take_error(Errc::kP12Malformed, "the PKCS#12 file " + what);
  return std::move(reason).with_hint(kDownloadAgain);
}

Error p12_exceeds(const std::string& what) {
  return Error(Errc::kP12LimitExceeded, "the PKCS#12 file " + what,
               "check where the file came from; a file of this kind is made to keep programs busy");
}

}  // namespace orcamo::client

#include "cli/exit_status.hpp"

namespace orcamo::client::exit_status {

using pki::Errc;

int of(Errc code, Origin origin) noexcept {
  switch (code) {
    case Errc::kTimeout:
      return kTimeout;
    case Errc::kMissingHere:
      return kMissing;
    case Errc::kCancelled:
      return kFailed;
    case Errc::kInternal:
    case Errc::kCryptoFailed:
      return kInternal;
    case Errc::kUsage:
      return kUsage;
    case Errc::kFileUnreadable:
    case Errc::kFileUnwritable:
    case Errc::kFileTooLarge:
    case Errc::kStoreUnreadable:
    case Errc::kStoreUnwritable:
    case Errc::kStoreNameTaken:
    case Errc::kStoreFolderNotAlphabetic:
    case Errc::kStoreEmpty:
    case Errc::kStoreFull:
    case Errc::kStoreLocked:
    case Errc::kStoreNotOwned:
    case Errc::kStoreSymlink:
    case Errc::kStoreNewer:
    case Errc::kStorePinRequired:
    case Errc::kStorePinWrong:
    case Errc::kStoreCertificateUnknown:
    case Errc::kStoreUnsupported:
    case Errc::kKeyUnsupported:  // also in a run: nothing was sent
      return kBadInput;
    case Errc::kTimeMalformed:
    case Errc::kTimeOutOfRange:
    case Errc::kTimeNoCertificate:
    case Errc::kUrlMalformed:
    case Errc::kRequestMalformed:
    case Errc::kRequestUnknownKey:
    case Errc::kRequestBadValue:
      return origin == Origin::kInput ? kUsage : kFailed;
    default:
      return origin == Origin::kInput ? kBadInput : kFailed;
  }
}

int of_renewal(Errc code, Step step) noexcept {
  const bool by_dates = code == Errc::kCertificateExpired || code == Errc::kIdentityNotYetValid;
  return of(code, step == Step::kCheck && !by_dates ? Origin::kInput : Origin::kRun);
}

}  // namespace orcamo::client::exit_status

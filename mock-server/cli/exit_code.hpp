#pragma once
#include "orcamo/pki/error.hpp"

// The exit codes of orcamo-mock. The numbers are in --help and stable.
namespace orcamo::mock::exit_code {

inline constexpr int kOk = 0;
inline constexpr int kNotMet = 1;
inline constexpr int kUsage = 2;
inline constexpr int kBadConfiguration = 3;
inline constexpr int kPortInUse = 4;
inline constexpr int kInternal = 5;
inline constexpr int kMissing = 7;

inline int of(pki::Errc code) noexcept {
  switch (code) {
    case pki::Errc::kPortInUse:
      return kPortInUse;
    case pki::Errc::kInternal:
    case pki::Errc::kCryptoFailed:
      return kInternal;
    case pki::Errc::kMissingHere:
      return kMissing;
    default:
      return kBadConfiguration;
  }
}

}  // namespace orcamo::mock::exit_code

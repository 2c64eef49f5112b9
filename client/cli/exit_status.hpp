#pragma once
#include "orcamo/client/step.hpp"
#include "orcamo/pki/error.hpp"

// The one place that says which failure ends the program with which code. The numbers are in --help and stable.
namespace orcamo::client::exit_status {

inline constexpr int kOk = 0;
inline constexpr int kFailed = 1;
inline constexpr int kUsage = 2;
inline constexpr int kBadInput = 3;
inline constexpr int kInternal = 5;
inline constexpr int kTimeout = 6;
inline constexpr int kMissing = 7;  // something is not on this machine

// `check` speaks the codes of monitoring plugins.
inline constexpr int kCheckOk = 0;
inline constexpr int kCheckWarning = 1;
inline constexpr int kCheckCritical = 2;
inline constexpr int kCheckUnknown = 3;

// Where a failure came up: the same code may be the user's file at the start and the server's in a run.
enum class Origin { kInput, kRun };

int of(pki::Errc code, Origin origin) noexcept;

// of_renewal is for a renewal that failed at `step`. Its check looks at what is on this computer: a file that it cannot
// use is the user's. That a certificate has expired, or begins later, is the verdict that a server would give as well.
int of_renewal(pki::Errc code, Step step) noexcept;

}  // namespace orcamo::client::exit_status

#include "world/reason.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace orcamo::mock {
namespace {

constexpr std::array kReasons{
    std::pair{Reason::kOk, std::string_view("ok")},
    std::pair{Reason::kNoCertificate, std::string_view("no_certificate")},
    std::pair{Reason::kExpired, std::string_view("expired")},
    std::pair{Reason::kNotYetValid, std::string_view("not_yet_valid")},
    std::pair{Reason::kUnknownCa, std::string_view("unknown_ca")},
    std::pair{Reason::kUnsuitable, std::string_view("unsuitable")},
    std::pair{Reason::kNotTls, std::string_view("not_tls")},
    std::pair{Reason::kAborted, std::string_view("aborted")},
};

}  // namespace

std::string_view verdict_name(Verdict verdict) noexcept {
  switch (verdict) {
    case Verdict::kAccepted:
      return "accepted";
    case Verdict::kRefused:
      break;
  }
  return "refused";
}

std::string_view reason_name(Reason reason) noexcept {
  const auto* const found =
      std::find_if(kReasons.begin(), kReasons.end(), [reason](const auto& row) { return row.first == reason; });
  return found->second;
}

pki::Result<Verdict> parse_verdict(std::string_view name) {
  for (const Verdict verdict : {Verdict::kAccepted, Verdict::kRefused}) {
    if (verdict_name(verdict) == name) return verdict;
  }
  return pki::Error(pki::Errc::kRequestBadValue, "\"" + std::string(name.substr(0, 64)) + "\" is not a verdict",
                    "use accepted or refused");
}

pki::Result<Reason> parse_reason(std::string_view name) {
  std::string known;
  for (const auto& [reason, its_name] : kReasons) {
    if (its_name == name) return reason;
    known += (known.empty() ? "" : ", ") + std::string(its_name);
  }
  return pki::Error(pki::Errc::kRequestBadValue, "\"" + std::string(name.substr(0, 64)) + "\" is not a reason",
                    "use one of: " + known);
}

}  // namespace orcamo::mock

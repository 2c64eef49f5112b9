#include "orcamo/client/current.hpp"

#include <algorithm>
#include <tuple>

namespace orcamo::client {

bool same_holder(const pki::Certificate& a, const pki::Certificate& b) noexcept {
  return a.subject() == b.subject() && a.issuer() == b.issuer();
}

bool ends_earlier(const StoredCertificate& a, const StoredCertificate& b) noexcept {
  const auto rank = [](const StoredCertificate& one) {
    const pki::Certificate& certificate = one.credential.certificate;
    // Longer hexadecimal is the larger number.
    return std::tuple(certificate.validity().not_after, certificate.serial().size(),
                      std::string_view(certificate.serial()));
  };
  return rank(a) < rank(b);
}

// Those that end first stand first: the first that no later one of its holder follows is meant.
const StoredCertificate* in_question(const std::vector<StoredCertificate>& stored) noexcept {
  for (auto each = stored.begin(); each != stored.end(); ++each) {
    const auto replaces = [&](const StoredCertificate& later) {
      return same_holder(later.credential.certificate, each->credential.certificate);
    };
    if (std::none_of(each + 1, stored.end(), replaces)) return &*each;
  }
  return nullptr;
}

const StoredCertificate* current_of(const std::vector<StoredCertificate>& stored, pki::TimePoint now) noexcept {
  const StoredCertificate* newest = in_question(stored);
  if (newest == nullptr) return nullptr;
  const auto usable = std::find_if(stored.rbegin(), stored.rend(), [&](const StoredCertificate& one) {
    const pki::Validity& validity = one.credential.certificate.validity();
    return same_holder(one.credential.certificate, newest->credential.certificate) && validity.not_before <= now &&
           now <= validity.not_after;
  });
  return usable == stored.rend() ? newest : &*usable;
}

pki::Error not_stored(const pki::Certificate& certificate) {
  return pki::Error(pki::Errc::kStoreCertificateUnknown,
                    "the store has no certificate with the serial number " + certificate.serial(),
                    "see what it has with orcamo-renew list");
}

pki::Result<void> check_removal(const std::vector<StoredCertificate>& stored, const pki::Certificate& certificate,
                                pki::TimePoint now) {
  const auto is_it = [&](const StoredCertificate& one) { return one.credential.certificate == certificate; };
  if (std::none_of(stored.begin(), stored.end(), is_it)) return not_stored(certificate);
  const pki::TimePoint end = certificate.validity().not_after;
  if (now <= end) {
    return pki::Error(pki::Errc::kStoreStillValid,
                      "the certificate " + certificate.serial() + " is valid until " + pki::format_rfc3339(end),
                      "remove it after that");
  }
  const auto succeeds = [&](const StoredCertificate& one) {
    return same_holder(one.credential.certificate, certificate) &&
           one.credential.certificate.validity().not_after > end;
  };
  if (std::none_of(stored.begin(), stored.end(), succeeds)) {
    return pki::Error(
        pki::Errc::kStoreStillValid,
        "the certificate " + certificate.serial() + " has expired, but nothing in the store has replaced it",
        "import the certificate that takes its place first");
  }
  return {};
}

}  // namespace orcamo::client

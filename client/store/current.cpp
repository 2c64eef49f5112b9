#include "orcamo/client/current.hpp"

#include <algorithm>
#include <tuple>

namespace orcamo::client {

bool same_holder(const pki::Certificate& a, const pki::Certificate& b) noexcept {
  return a.subject() == b.subject() && a.issuer() == b.issuer();
}

bool same_lineage(const pki::Certificate& a, const pki::Certificate& b) noexcept {
  return same_holder(a, b) || (!a.subject().empty() && a.subject() == b.subject());
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

namespace {

// is_newest: no other certificate of its holder follows, and those that end first stand first.
bool is_newest(const std::vector<StoredCertificate>& stored, std::vector<StoredCertificate>::const_iterator each) {
  return std::none_of(each + 1, stored.end(), [&](const StoredCertificate& later) {
    return same_holder(later.credential.certificate, each->credential.certificate);
  });
}

bool is_valid(const pki::Validity& validity, pki::TimePoint now, pki::Seconds clock_difference) noexcept {
  return validity.not_before <= judged_at(validity, now, clock_difference) && now <= validity.not_after;
}

}  // namespace

const StoredCertificate* in_question(const std::vector<StoredCertificate>& stored) noexcept {
  for (auto each = stored.begin(); each != stored.end(); ++each) {
    if (is_newest(stored, each)) return &*each;
  }
  return nullptr;
}

pki::TimePoint judged_at(const pki::Validity& validity, pki::TimePoint now, pki::Seconds clock_difference) noexcept {
  const bool begins_soon = validity.not_before <= now + clock_difference;
  return begins_soon ? std::max(now, validity.not_before) : now;
}

namespace {

// newest_valid is the one that ends last among those that are valid and belong to `one`; where none is, the last.
const StoredCertificate* newest_valid(const std::vector<StoredCertificate>& stored, const pki::Certificate& one,
                                      decltype(&same_holder) belongs, pki::TimePoint now,
                                      pki::Seconds clock_difference) noexcept {
  const StoredCertificate* newest = nullptr;
  for (auto each = stored.rbegin(); each != stored.rend(); ++each) {
    const pki::Certificate& certificate = each->credential.certificate;
    if (!belongs(certificate, one)) continue;
    if (is_valid(certificate.validity(), now, clock_difference)) return &*each;
    if (newest == nullptr) newest = &*each;
  }
  return newest;
}

bool is_replaced(const std::vector<StoredCertificate>& stored, const pki::Certificate& certificate,
                 pki::TimePoint now) noexcept {
  const pki::TimePoint end = certificate.validity().not_after;
  return now > end && std::any_of(stored.begin(), stored.end(), [&](const StoredCertificate& other) {
           const pki::Certificate& later = other.credential.certificate;
           return later.validity().not_after > end && same_lineage(later, certificate);
         });
}

}  // namespace

const StoredCertificate* newest_valid_of(const std::vector<StoredCertificate>& stored, const pki::Certificate& holder,
                                         pki::TimePoint now, pki::Seconds clock_difference) noexcept {
  return newest_valid(stored, holder, same_holder, now, clock_difference);
}

const StoredCertificate* newest_valid_of_lineage(const std::vector<StoredCertificate>& stored,
                                                 const pki::Certificate& certificate, pki::TimePoint now,
                                                 pki::Seconds clock_difference) noexcept {
  return newest_valid(stored, certificate, same_lineage, now, clock_difference);
}

const StoredCertificate* current_of(const std::vector<StoredCertificate>& stored, pki::TimePoint now,
                                    pki::Seconds clock_difference) noexcept {
  for (auto each = stored.begin(); each != stored.end(); ++each) {
    const pki::Certificate& certificate = each->credential.certificate;
    if (!is_newest(stored, each) || is_replaced(stored, certificate, now)) continue;
    return newest_valid_of(stored, certificate, now, clock_difference);
  }
  return nullptr;
}

std::vector<const StoredCertificate*> renewables_of(const std::vector<StoredCertificate>& stored, pki::TimePoint now,
                                                    pki::Seconds clock_difference) {
  std::vector<const StoredCertificate*> all;
  for (auto each = stored.begin(); each != stored.end(); ++each) {
    if (!is_newest(stored, each)) continue;
    const StoredCertificate* const used = newest_valid_of(stored, each->credential.certificate, now, clock_difference);
    if (is_valid(used->credential.certificate.validity(), now, clock_difference)) all.push_back(used);
  }
  const StoredCertificate* const fallback = current_of(stored, now, clock_difference);
  if (all.empty() && fallback != nullptr) all.push_back(fallback);
  return all;
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
    // Whichever authority issued it: the service may have changed its own.
    return same_lineage(one.credential.certificate, certificate) &&
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

#include "workflow/renewal_course.hpp"

#include <string_view>

namespace orcamo::client {
namespace {

using pki::Errc;

constexpr int kMostNewLinks = 1;

// is_of_certificate tells refusals that another certificate might not meet.
bool is_of_certificate(Errc code) noexcept {
  switch (code) {
    case Errc::kCertificateRequired:
    case Errc::kCertificateExpired:
    case Errc::kCertificateNotAccepted:
    case Errc::kCertificateUnknownCa:
    case Errc::kCertificateRevoked:
    case Errc::kServerRefused:
    case Errc::kKeyUnsupported:  // too weak to be presented at all
      return true;
    default:
      return false;
  }
}

// is_of_file tells what is found in the file itself. A certificate that is not valid yet will be: it is kept.
bool is_of_file(Errc code) noexcept {
  const std::string_view name = pki::code_name(code);
  return code != Errc::kIdentityNotYetValid && (name.starts_with("p12.") || name.starts_with("identity.") ||
                                                name.starts_with("key.") || name.starts_with("certificate."));
}

// is_of_link tells what another link might not meet: whatever is, is not, or does not answer where this one leads. Not
// that the old certificate is refused there.
bool is_of_link(Errc code) noexcept {
  const std::string_view name = pki::code_name(code);
  return code == Errc::kStoreNameUnsafe || name.starts_with("transport.") || name.starts_with("server.") ||
         name.starts_with("p12.");
}

// is_stale tells whether what an earlier run has left is to blame. Of the file, what is found in it says so, and that
// the server refuses the certificate in it.
bool is_stale(Step step, Errc code) noexcept {
  switch (step) {
    case Step::kDownload:
      return is_of_link(code);
    case Step::kValidate:
      return is_of_file(code);
    case Step::kTrialLogin:
      return is_of_certificate(code);
    default:
      return false;
  }
}

// asks: the step puts a question to the server.
bool asks(Step step) noexcept {
  return step == Step::kRequest || step == Step::kDownload || step == Step::kTrialLogin || step == Step::kConfirmOld;
}

}  // namespace

Course course_from(const RenewalRecord& record) noexcept {
  if (record.committed == Committed::kYes) return {.step = Step::kConfirmOld, .origin = Origin::kEarlierRun};
  if (record.arrival) return {.step = Step::kValidate, .origin = Origin::kEarlierRun};
  if (record.replacement) return {.step = Step::kDownload, .origin = Origin::kEarlierRun};
  return {.step = Step::kRequest};
}

std::optional<Course> after_success(Course course) noexcept {
  course.failures = 0;
  switch (course.step) {
    case Step::kCheck:
      course.step = Step::kRequest;
      return course;
    case Step::kRequest:
      course.step = Step::kDownload;
      course.origin = Origin::kThisRun;
      return course;
    case Step::kDownload:
      course.step = Step::kValidate;
      course.origin = Origin::kThisRun;
      return course;
    case Step::kValidate:
      course.step = Step::kTrialLogin;
      return course;
    case Step::kTrialLogin:
      course.step = Step::kCommit;
      return course;
    case Step::kCommit:
      course.step = Step::kConfirmOld;
      return course;
    case Step::kConfirmOld:
      break;
  }
  return std::nullopt;
}

std::optional<Course> after_failure(Course course, Errc code, const RetryPolicy& policy) noexcept {
  const bool asks_again = retry_rule(code) == Again::kSameQuestion && asks(course.step);
  if (asks_again && ++course.failures < policy.attempts) return course;
  return with_new_link(course, code);
}

std::optional<Course> with_new_link(Course course, Errc code) noexcept {
  const bool has_link = course.step == Step::kDownload || course.step == Step::kValidate;
  const bool unusable = (retry_rule(code) == Again::kNewLink && has_link) ||
                        (course.origin == Origin::kEarlierRun && is_stale(course.step, code));
  if (!unusable || course.new_links == kMostNewLinks || code == Errc::kCancelled) return std::nullopt;
  return Course{.step = Step::kRequest, .new_links = course.new_links + 1};
}

}  // namespace orcamo::client

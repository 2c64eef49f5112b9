#pragma once
#include <optional>

#include "orcamo/client/renewal_journal.hpp"
#include "orcamo/client/retry_policy.hpp"
#include "orcamo/client/step.hpp"

// The renewal as a state machine: states in, states out, and nothing else.
namespace orcamo::client {

// Where the link or the file that a step works on comes from.
enum class Origin { kThisRun, kEarlierRun };

// Course is where a run stands.
struct Course {
  Step step = Step::kRequest;
  Origin origin = Origin::kThisRun;
  int failures = 0;   // of this step, in a row
  int new_links = 0;  // asked for because the one at hand led to nothing

  friend bool operator==(const Course&, const Course&) = default;
};

// course_from is the course that goes on where the record ends.
Course course_from(const RenewalRecord& record) noexcept;

// after_success is the course once its step is done; unset: the renewal is.
std::optional<Course> after_success(Course course) noexcept;

// after_failure is the course that may still succeed: the same step again, after a wait, or kRequest, at once. Unset:
// the run ends here.
std::optional<Course> after_failure(Course course, pki::Errc code, const RetryPolicy& policy) noexcept;

// with_new_link is the course from kRequest, where there is no time to try the same step again; unset: the run ends
// here. A new link is asked for once in a run: because retry_rule says so, or because what an earlier run has left is
// refused, in whatever way that has to do with it.
std::optional<Course> with_new_link(Course course, pki::Errc code) noexcept;

}  // namespace orcamo::client

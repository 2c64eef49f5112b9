#include "workflow/renewal_course.hpp"

#include <gmock/gmock.h>

#include <optional>

#include "orcamo/testing/matchers.hpp"
#include "orcamo/testing/printers.hpp"

namespace orcamo::client {

void PrintTo(const Course& course, std::ostream* out) {
  *out << step_name(course.step) << (course.origin == Origin::kEarlierRun ? ", from an earlier run, " : ", ")
       << course.failures << " failures, " << course.new_links << " new links";
}

}  // namespace orcamo::client

namespace orcamo::testing {
namespace {

using client::Course;
using client::Origin;
using client::Step;
using pki::Errc;
using ::testing::Optional;

const client::RetryPolicy kThreeTimes{.attempts = 3};

client::RenewalRecord record_of(bool link, bool file, client::Committed committed = client::Committed::kNo) {
  client::RenewalRecord record;
  if (link) record.replacement.emplace();
  if (file) record.arrival.emplace();
  record.committed = committed;
  return record;
}

TEST(Course, GoesOnWhereTheRecordEnds) {
  EXPECT_EQ(client::course_from(record_of(false, false)), (Course{.step = Step::kRequest}));
  EXPECT_EQ(client::course_from(record_of(true, false)),
            (Course{.step = Step::kDownload, .origin = Origin::kEarlierRun}));
  EXPECT_EQ(client::course_from(record_of(true, true)),
            (Course{.step = Step::kValidate, .origin = Origin::kEarlierRun}));
  EXPECT_EQ(client::course_from(record_of(false, true)),
            (Course{.step = Step::kValidate, .origin = Origin::kEarlierRun}));
  EXPECT_EQ(client::course_from(record_of(false, false, client::Committed::kYes)),
            (Course{.step = Step::kConfirmOld, .origin = Origin::kEarlierRun}));
}

TEST(Course, TakesTheStepsInOrder) {
  std::optional<Course> course = Course{.step = Step::kCheck};
  for (const Step step :
       {Step::kRequest, Step::kDownload, Step::kValidate, Step::kTrialLogin, Step::kCommit, Step::kConfirmOld}) {
    course = client::after_success(*course);
    ASSERT_TRUE(course.has_value());
    EXPECT_EQ(course->step, step);
  }
  EXPECT_EQ(client::after_success(*course), std::nullopt);
}

TEST(Course, ForgetsFailuresOnceAStepIsDone) {
  EXPECT_THAT(client::after_success({.step = Step::kRequest, .failures = 2, .new_links = 1}),
              Optional(Course{.step = Step::kDownload, .new_links = 1}));
}

TEST(Course, KnowsThatWhatItFetchedIsItsOwn) {
  EXPECT_THAT(client::after_success({.step = Step::kDownload, .origin = Origin::kEarlierRun}),
              Optional(Course{.step = Step::kValidate, .origin = Origin::kThisRun}));
  EXPECT_THAT(client::after_success({.step = Step::kValidate, .origin = Origin::kEarlierRun}),
              Optional(Course{.step = Step::kTrialLogin, .origin = Origin::kEarlierRun}));
}

// One failure at one place, and where it leads.
struct Turn {
  const char* name;
  Course from;
  Errc code;
  std::optional<Course> to;
};
void PrintTo(const Turn& turn, std::ostream* out) { *out << turn.name; }

class CourseTurn : public ::testing::TestWithParam<Turn> {};

TEST_P(CourseTurn, LeadsThere) {
  EXPECT_EQ(client::after_failure(GetParam().from, GetParam().code, kThreeTimes), GetParam().to);
}

Course at(Step step, int failures = 0, int new_links = 0) {
  return {.step = step, .failures = failures, .new_links = new_links};
}
Course resumed(Step step, int new_links = 0) {
  return {.step = step, .origin = Origin::kEarlierRun, .new_links = new_links};
}
const Course kNewLink{.step = Step::kRequest, .new_links = 1};

INSTANTIATE_TEST_SUITE_P(
    SameQuestion, CourseTurn,
    ::testing::Values(Turn{"First", at(Step::kRequest), Errc::kTimeout, at(Step::kRequest, 1)},
                      Turn{"Second", at(Step::kRequest, 1), Errc::kTimeout, at(Step::kRequest, 2)},
                      Turn{"Third", at(Step::kRequest, 2), Errc::kTimeout, std::nullopt},
                      Turn{"Download", at(Step::kDownload), Errc::kConnectionLost, at(Step::kDownload, 1)},
                      Turn{"DownloadThird", at(Step::kDownload, 2), Errc::kConnectionLost, std::nullopt},
                      Turn{"TrialLogin", at(Step::kTrialLogin), Errc::kServerUnavailable, at(Step::kTrialLogin, 1)},
                      Turn{"ConfirmOld", at(Step::kConfirmOld), Errc::kServerUnavailable, at(Step::kConfirmOld, 1)},
                      Turn{"NobodyIsAsked", at(Step::kCommit), Errc::kTimeout, std::nullopt}),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(
    NewLink, CourseTurn,
    ::testing::Values(Turn{"Unknown", at(Step::kDownload), Errc::kLinkUnknown, kNewLink},
                      Turn{"Expired", at(Step::kDownload), Errc::kLinkExpired, kNewLink},
                      Turn{"WrongPassword", at(Step::kValidate), Errc::kP12WrongPassword, kNewLink},
                      Turn{"OnlyOnce", at(Step::kDownload, 0, 1), Errc::kLinkExpired, std::nullopt},
                      Turn{"NotWhileAsking", at(Step::kRequest), Errc::kLinkUnknown, std::nullopt},
                      Turn{"NotForTheLogin", at(Step::kTrialLogin), Errc::kLinkUnknown, std::nullopt}),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(
    EarlierRun, CourseTurn,
    ::testing::Values(Turn{"LinkRefused", resumed(Step::kDownload), Errc::kServerRefused, kNewLink},
                      Turn{"LinkOfThisRunRefused", at(Step::kDownload), Errc::kServerRefused, std::nullopt},
                      Turn{"LinkExpired", resumed(Step::kDownload), Errc::kLinkExpired, kNewLink},
                      Turn{"LinkToAnotherPage", resumed(Step::kDownload), Errc::kAnswerUnexpected, kNewLink},
                      Turn{"LinkToSomethingLarge", resumed(Step::kDownload), Errc::kP12LimitExceeded, kNewLink},
                      Turn{"OldOneRefused", resumed(Step::kDownload), Errc::kCertificateExpired, std::nullopt},
                      Turn{"FileDamaged", resumed(Step::kValidate), Errc::kP12Malformed, kNewLink},
                      Turn{"FileOfThisRunDamaged", at(Step::kValidate), Errc::kP12Malformed, std::nullopt},
                      Turn{"FileNotLonger", resumed(Step::kValidate), Errc::kIdentityNotLonger, kNewLink},
                      Turn{"FileNotYetValid", resumed(Step::kValidate), Errc::kIdentityNotYetValid, std::nullopt},
                      Turn{"FileNotKept", resumed(Step::kValidate), Errc::kStoreFull, std::nullopt},
                      Turn{"NewOneRevoked", resumed(Step::kTrialLogin), Errc::kCertificateRevoked, kNewLink},
                      Turn{"NewOneNotPermitted", resumed(Step::kTrialLogin), Errc::kServerRefused, kNewLink},
                      Turn{"NewOneTooWeak", resumed(Step::kTrialLogin), Errc::kKeyUnsupported, kNewLink},
                      Turn{"NewOneOfThisRunRevoked", at(Step::kTrialLogin), Errc::kCertificateRevoked, std::nullopt},
                      Turn{"BadLoginPassword", resumed(Step::kTrialLogin), Errc::kLoginRefused, std::nullopt},
                      Turn{"OnlyOnce", resumed(Step::kValidate, 1), Errc::kP12Malformed, std::nullopt},
                      Turn{"StoreFull", resumed(Step::kCommit), Errc::kStoreFull, std::nullopt},
                      Turn{"CancelledInValidation", resumed(Step::kValidate), Errc::kCancelled, std::nullopt}),
    [](const auto& row) { return row.param.name; });

// Where there is no time for another try, what is left of an earlier run still has its way around.
TEST(Course, HasANewLinkInPlaceOfAWait) {
  EXPECT_EQ(client::with_new_link(resumed(Step::kDownload), Errc::kServerUnavailable), kNewLink);
  EXPECT_EQ(client::with_new_link(resumed(Step::kDownload, 1), Errc::kServerUnavailable), std::nullopt);
  EXPECT_EQ(client::with_new_link(at(Step::kDownload), Errc::kServerUnavailable), std::nullopt);
  EXPECT_EQ(client::with_new_link(resumed(Step::kDownload), Errc::kCancelled), std::nullopt);
}

TEST(Course, IsNeverGoneOnWithOnceItIsStopped) {
  for (int step = 0; step <= static_cast<int>(Step::kConfirmOld); ++step) {
    EXPECT_EQ(client::after_failure(resumed(static_cast<Step>(step)), Errc::kCancelled, kThreeTimes), std::nullopt);
  }
}

}  // namespace
}  // namespace orcamo::testing

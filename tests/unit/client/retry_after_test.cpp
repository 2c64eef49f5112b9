#include "workflow/retry_after.hpp"

#include <gtest/gtest.h>

namespace orcamo::client {
namespace {

struct Said {
  const char* name;
  unsigned status;
  const char* text;
  std::optional<int> seconds;
};

void PrintTo(const Said& row, std::ostream* out) { *out << row.text; }

class RetryAfter : public ::testing::TestWithParam<Said> {};

TEST_P(RetryAfter, IsReadFromTheHeader) {
  const pki::TimePoint now = pki::parse_rfc3339("2030-04-01T03:00:00Z").value();

  const auto wait = retry_after_of({GetParam().status, {{"retry-after", GetParam().text}}, {}}, now);

  const auto& seconds = GetParam().seconds;
  EXPECT_EQ(wait, seconds ? std::optional(std::chrono::seconds(*seconds)) : std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(Table, RetryAfter,
                         ::testing::Values(Said{"Seconds", 503, "120", 120}, Said{"TooMany", 429, "7", 7},
                                           Said{"Hour", 503, "3600", 3600}, Said{"MoreThanAnHour", 503, "3601", 3600},
                                           Said{"Huge", 503, "99999999999999999999", 3600},
                                           Said{"Date", 503, "Mon, 01 Apr 2030 03:00:30 GMT", 30},
                                           Said{"PastDate", 503, "Mon, 01 Apr 2030 02:59:59 GMT", 0},
                                           Said{"FarDate", 503, "Tue, 01 Apr 2031 03:00:00 GMT", 3600},
                                           Said{"NoSuchMonth", 503, "Mon, 01 Foo 2030 03:00:30 GMT", std::nullopt},
                                           Said{"NoSuchDay", 503, "Mon, 31 Apr 2030 03:00:30 GMT", std::nullopt},
                                           Said{"NoSuchHour", 503, "Mon, 01 Apr 2030 24:00:30 GMT", std::nullopt},
                                           Said{"OtherZone", 503, "Mon, 01 Apr 2030 03:00:30 JST", std::nullopt},
                                           Said{"Negative", 503, "-1", std::nullopt},
                                           Said{"Nothing", 503, "", std::nullopt},
                                           Said{"OtherStatus", 200, "120", std::nullopt}),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace orcamo::client

#include <gmock/gmock.h>

#include <ostream>
#include <string>

#include "store_on_disk.hpp"

// orcamo-renew and a server whose clock says something else.
namespace orcamo::e2e {
namespace {

using ::testing::AllOf;
using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Le;

struct Difference {
  const char* name;
  const char* by;
  int seconds;
  bool is_told;
};

void PrintTo(const Difference& difference, std::ostream* out) { *out << difference.name; }

class ServerClockProgram : public ::testing::TestWithParam<Difference> {
 protected:
  ServerClockProgram() {
    server_.ask("PUT", "/clock", {{"now", std::string("now") + GetParam().by}, {"mode", "offset"}});
  }

  testing::TemporaryDirectory home_;
  ServeProcess server_;
};

INSTANTIATE_TEST_SUITE_P(All, ServerClockProgram,
                         ::testing::Values(Difference{"DayAhead", "+1d", 86'400, true},
                                           Difference{"DayBehind", "-1d", -86'400, true},
                                           Difference{"MinuteAhead", "+60s", 60, false}),
                         [](const auto& row) { return row.param.name; });

TEST_P(ServerClockProgram, RenewsAllTheSameAndSaysSo) {
  const StoreOnDisk told(server_, home_, 1);
  const StoreOnDisk counted(server_, home_, 2);
  auto in_words = told.renew();
  in_words.insert(in_words.end(), {"--output", "text", "--progress", "none"});

  const Finished for_people = run(in_words);
  const Finished for_programs = run(counted.renew());

  EXPECT_EQ(for_people.exit_code, 0) << for_people.err;
  EXPECT_THAT(for_people.err, GetParam().is_told ? ::testing::Matcher<std::string>(HasSubstr("The server's clock says"))
                                                 : ::testing::Matcher<std::string>(IsEmpty()));
  ASSERT_EQ(for_programs.exit_code, 0) << for_programs.err;
  const Json report = Json::parse(for_programs.out);
  EXPECT_EQ(report.at("result"), "renewed");
  constexpr int kSlow = 30;
  EXPECT_THAT(report.at("server_ahead_seconds").get<int>(),
              AllOf(Ge(GetParam().seconds - kSlow), Le(GetParam().seconds + kSlow)));
  EXPECT_EQ(Json::parse(run(counted.renew()).out).at("result"), "not_due");
}

}  // namespace
}  // namespace orcamo::e2e

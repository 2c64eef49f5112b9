#include "world/faults.hpp"

#include <ostream>
#include <string>

#include "world_test_kit.hpp"

namespace orcamo::mock {
namespace {

using ::testing::SizeIs;

Fault drop(Place place = Place::kRenewal) { return {.place = place, .kind = FaultKind::kDrop}; }

class FaultsTest : public ::testing::Test {
 protected:
  // What becomes of that many calls: one letter each, "." where nothing hits it, or the fault's id.
  std::string calls(int count, const Call& call = {}) {
    std::string all;
    for (int i = 0; i < count; ++i) {
      const auto hit = faults.hit(call);
      all += hit ? std::to_string(hit->id) : ".";
    }
    return all;
  }

  Faults faults{pki::Randomness::seeded(7)};
};

TEST_F(FaultsTest, HitEveryCallUnlessToldOtherwise) {
  ASSERT_THAT(faults.add(drop()), IsOk());

  EXPECT_EQ(calls(3), "111");
}

TEST_F(FaultsTest, HitSoManyTimes) {
  auto fault = drop();
  fault.times = 2;
  ASSERT_THAT(faults.add(fault), IsOk());

  EXPECT_EQ(calls(4), "11..");
  EXPECT_EQ(faults.find(1).value().hits, 2U);
}

TEST_F(FaultsTest, LeaveTheFirstCallsAlone) {
  auto fault = drop();
  fault.after = 2;
  fault.times = 1;
  ASSERT_THAT(faults.add(fault), IsOk());

  EXPECT_EQ(calls(4), "..1.");
}

TEST_F(FaultsTest, TakeTurnsInTheOrderInWhichTheyWerePlaced) {
  auto once = drop();
  once.times = 1;
  ASSERT_THAT(faults.add(once), IsOk());
  ASSERT_THAT(faults.add(once), IsOk());
  ASSERT_THAT(faults.add(drop(Place::kDownload)), IsOk());

  EXPECT_EQ(calls(3), "12.");
  EXPECT_EQ(calls(2, {.place = Place::kDownload}), "33");
}

TEST_F(FaultsTest, CountTheCallsThatAnotherTook) {
  auto once = drop();
  once.times = 1;
  auto later = drop();
  later.after = 1;
  ASSERT_THAT(faults.add(once), IsOk());
  ASSERT_THAT(faults.add(later), IsOk());

  EXPECT_EQ(calls(3), "1.2");
}

TEST_F(FaultsTest, OfASeedFallOnTheSameCalls) {
  auto fault = drop();
  fault.probability = 0.5;
  ASSERT_THAT(faults.add(fault), IsOk());
  Faults twin{pki::Randomness::seeded(7)};
  Faults other{pki::Randomness::seeded(8)};
  ASSERT_THAT(twin.add(fault), IsOk());
  ASSERT_THAT(other.add(fault), IsOk());
  std::string of_twin;
  std::string of_other;
  for (int i = 0; i < 64; ++i) {
    of_twin += twin.hit({}) ? "1" : ".";
    of_other += other.hit({}) ? "1" : ".";
  }

  const auto fallen = calls(64);

  EXPECT_EQ(fallen, of_twin);
  EXPECT_NE(fallen, of_other);
}

TEST_F(FaultsTest, FallAsOftenAsTheirProbabilitySays) {
  auto fault = drop();
  fault.probability = 0.25;
  ASSERT_THAT(faults.add(fault), IsOk());

  (void)calls(1'000);

  EXPECT_THAT(faults.find(1).value().hits, ::testing::AllOf(::testing::Gt(200U), ::testing::Lt(300U)));
}

TEST_F(FaultsTest, AreListedUntilTheyAreRemoved) {
  for (int i = 0; i < 3; ++i) ASSERT_THAT(faults.add(drop()), IsOk());

  EXPECT_THAT(faults.remove(2), IsOk());

  EXPECT_THAT(faults.remove(2), FailsWith(Errc::kFaultUnknown));
  EXPECT_THAT(faults.find(2), FailsWith(Errc::kFaultUnknown));
  EXPECT_THAT(faults.all(), SizeIs(2));
  faults.clear();
  EXPECT_THAT(faults.all(), SizeIs(0));
  EXPECT_EQ(faults.add(drop()).value().id, 4U) << "a number was used twice";
}

TEST_F(FaultsTest, AreNotMoreThanThereMayBe) {
  Faults few{pki::Randomness::system(), 1};
  ASSERT_THAT(few.add(drop()), IsOk());

  EXPECT_THAT(few.add(drop()), FailsWith(Errc::kSandboxLimit));
}

struct About {
  const char* name;
  Fault fault;
  Call call;
  bool is_about;
};
void PrintTo(const About& row, std::ostream* out) { *out << row.name; }

class FaultIsAbout : public ::testing::TestWithParam<About> {};

TEST_P(FaultIsAbout, WhatItSays) { EXPECT_EQ(is_about(GetParam().fault, GetParam().call), GetParam().is_about); }

constexpr Call kLogin{.place = Place::kRpc, .method = "start_session", .facility = "u00000001", .serial = "482913"};

INSTANTIATE_TEST_SUITE_P(
    Table, FaultIsAbout,
    ::testing::Values(About{"Anything", {.place = Place::kRpc}, kLogin, true},
                      About{"AnotherPlace", {.place = Place::kRest}, kLogin, false},
                      About{"TheMethod", {.place = Place::kRpc, .method = "start_session"}, kLogin, true},
                      About{"AnotherMethod", {.place = Place::kRpc, .method = "end_session"}, kLogin, false},
                      About{"TheFacility", {.place = Place::kRpc, .facility = "u00000001"}, kLogin, true},
                      About{"AnotherFacility", {.place = Place::kRpc, .facility = "u00000002"}, kLogin, false},
                      About{"TheSerial", {.place = Place::kRpc, .serial = "482913"}, kLogin, true},
                      About{"AnotherSerial", {.place = Place::kRpc, .serial = "482914"}, kLogin, false}),
    [](const auto& row) { return row.param.name; });

struct Impossible {
  const char* name;
  Fault fault;
};
void PrintTo(const Impossible& row, std::ostream* out) { *out << row.name; }

class ImpossibleFault : public ::testing::TestWithParam<Impossible> {};

TEST_P(ImpossibleFault, IsRefused) { EXPECT_THAT(check(GetParam().fault), FailsWith(Errc::kRequestBadValue)); }

INSTANTIATE_TEST_SUITE_P(
    Table, ImpossibleFault,
    ::testing::Values(
        Impossible{"PassOfADownload", {.place = Place::kDownload, .kind = FaultKind::kPass, .value = "1"}},
        Impossible{"FileNameOfARenewal", {.place = Place::kRenewal, .kind = FaultKind::kFileName, .value = "a"}},
        Impossible{"HangingHandshake", {.place = Place::kHandshake, .kind = FaultKind::kHang}},
        Impossible{"MethodOfAPage", {.place = Place::kPages, .method = "login", .kind = FaultKind::kDrop}},
        Impossible{"DelayOfNothing", {.kind = FaultKind::kDelay}},
        Impossible{"DelayOfAnHour", {.kind = FaultKind::kDelay, .delay = std::chrono::hours(1)}},
        Impossible{"DripOfNothing", {.kind = FaultKind::kDrip}},
        Impossible{"ChunkOfNothing", {.kind = FaultKind::kChunked, .octets = 0}},
        Impossible{"RightLength", {.kind = FaultKind::kContentLength, .octets = 0}},
        Impossible{"Status100", {.kind = FaultKind::kAnswer, .status = 100}},
        Impossible{"NeverLikely", {.probability = 0, .kind = FaultKind::kDrop}},
        Impossible{"MoreThanCertain", {.probability = 1.1, .kind = FaultKind::kDrop}},
        Impossible{"NoTimes", {.times = 0, .kind = FaultKind::kDrop}},
        Impossible{"HeaderWithASpace", {.kind = FaultKind::kAnswer, .headers = {{"Retry After", "2"}}}},
        Impossible{"HeaderOfTheSession", {.kind = FaultKind::kAnswer, .headers = {{"content-length", "2"}}}},
        Impossible{"UnknownReplacement",
                   {.place = Place::kDownload, .kind = FaultKind::kReplacement, .value = "better"}}),
    [](const auto& row) { return row.param.name; });

TEST(Share, IsAPartFromTheBeginning) {
  using Of = Share::Of;
  EXPECT_EQ((Share{Of::kFirst, 1}.of_size(10)), 1U);
  EXPECT_EQ((Share{Of::kFirst, 11}.of_size(10)), 10U);
  EXPECT_EQ((Share{Of::kAllBut, 1}.of_size(10)), 9U);
  EXPECT_EQ((Share{Of::kAllBut, 11}.of_size(10)), 0U);
  EXPECT_EQ((Share{Of::kHalf, 0}.of_size(11)), 5U);
}

class SandboxFaults : public SandboxTest {};

TEST_F(SandboxFaults, GoWithAReset) {
  ASSERT_THAT(sandbox.faults().add(drop()), IsOk());

  ASSERT_THAT(sandbox.reset(), IsOk());

  EXPECT_THAT(sandbox.faults().all(), SizeIs(0));
  EXPECT_EQ(sandbox.faults().add(drop()).value().id, 1U) << "the series does not begin anew";
}

TEST_F(SandboxFaults, StayWhenOnlyCertificatesAreForgotten) {
  ASSERT_THAT(sandbox.faults().add(drop()), IsOk());

  ASSERT_THAT(sandbox.forget_certificates(), IsOk());

  EXPECT_THAT(sandbox.faults().all(), SizeIs(1));
}

TEST_F(SandboxFaults, ComeBackWithASnapshotAsTheyWere) {
  auto twice = drop();
  twice.times = 2;
  ASSERT_THAT(sandbox.faults().add(twice), IsOk());
  ASSERT_TRUE(sandbox.faults().hit({}));
  const auto image = sandbox.image();
  ASSERT_TRUE(sandbox.faults().hit({}));
  ASSERT_THAT(sandbox.faults().add(drop()), IsOk());

  ASSERT_THAT(sandbox.restore(image), IsOk());

  ASSERT_THAT(sandbox.faults().all(), SizeIs(1));
  EXPECT_EQ(sandbox.faults().all().front().hits, 1U);
  EXPECT_TRUE(sandbox.faults().hit({}));
  EXPECT_FALSE(sandbox.faults().hit({}));
}

}  // namespace
}  // namespace orcamo::mock

#include "surface_test_kit.hpp"

namespace orcamo::mock {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// A sandbox in which everything is other than at its beginning.
class AdminResetTest : public SurfaceTest {
 protected:
  AdminResetTest() {
    issue_with(days(1));
    sandbox.clock().set(real.now(), ClockMode::kFrozen);
    sandbox.journal().record(HandshakeEntry{});
    (void)sandbox.faults().add({.kind = FaultKind::kDrop});
    (void)sandbox.change_policy([](Policy& policy) -> pki::Result<void> {
      policy.persona = Persona::kDrop;
      return {};
    });
  }

  Response reset(const std::string& body) { return admin("POST", "/sandboxes/default/reset", body); }

  // What is as at the beginning, in words.
  std::string fresh() {
    std::string parts;
    if (sandbox.certificates().empty()) parts += "certificates ";
    if (sandbox.clock().mode() == ClockMode::kSystem) parts += "clock ";
    if (sandbox.faults().all().empty()) parts += "faults ";
    if (sandbox.journal().entries().empty()) parts += "journal ";
    if (sandbox.policy()->persona == Persona::kAlert) parts += "policy ";
    return parts;
  }
};

TEST_F(AdminResetTest, BeginsWithNothingFresh) { EXPECT_EQ(fresh(), ""); }

TEST_F(AdminResetTest, ResetsEverything) {
  EXPECT_EQ(json::parse(reset("").body), json::parse(R"({"status":"reset"})"));

  EXPECT_EQ(fresh(), "certificates clock faults journal policy ");
}

struct PartRow {
  const char* name;
  const char* body;
  const char* fresh;
};
void PrintTo(const PartRow& row, std::ostream* out) { *out << row.body; }

class PartReset : public AdminResetTest, public ::testing::WithParamInterface<PartRow> {};

TEST_P(PartReset, LeavesTheRestAlone) {
  EXPECT_THAT(reset(GetParam().body), HasStatus(200));

  EXPECT_EQ(fresh(), GetParam().fresh);
}

INSTANTIATE_TEST_SUITE_P(Only, PartReset,
                         ::testing::Values(PartRow{"Faults", R"({"only":"faults"})", "faults "},
                                           PartRow{"Certificates", R"({"only":"certificates"})", "certificates "},
                                           PartRow{"Clock", R"({"only":"clock"})", "clock "},
                                           PartRow{"Journal", R"({"only":"journal"})", "journal "},
                                           PartRow{"Policy", R"({"only":"policy"})", "policy "},
                                           PartRow{"Two", R"({"only":["journal","clock"]})", "clock journal "}),
                         [](const auto& row) { return std::string(row.param.name); });

class BadPart : public AdminResetTest, public ::testing::WithParamInterface<const char*> {};

TEST_P(BadPart, ChangesNothing) {
  EXPECT_THAT(reset(GetParam()), IsProblem(400, "request.bad_value"));

  EXPECT_EQ(fresh(), "");
}

INSTANTIATE_TEST_SUITE_P(Only, BadPart,
                         ::testing::Values(R"({"only":"sessions"})", R"({"only":["journal","jornal"]})",
                                           R"({"only":[]})", R"({"only":1})", R"({"only":{}})", R"({"only":null})"));

TEST_F(AdminResetTest, NamesTheParts) {
  const auto problem = json::parse(reset(R"({"only":"jornal"})").body);

  EXPECT_EQ(problem.at("hint"), "did you mean \"journal\"? known parts: certificates clock faults journal policy");
}

TEST_F(AdminResetTest, ResetsTheProcess) {
  ASSERT_THAT(admin("POST", "/sandboxes", R"({"id":"a1","port":0})"), HasStatus(201));

  EXPECT_THAT(admin("POST", "/reset"), HasStatus(200));

  EXPECT_EQ(fresh(), "certificates clock faults journal policy ");
  EXPECT_THAT(world->all(), SizeIs(1));
  EXPECT_EQ(ports.count(), 0U);
}

TEST_F(AdminResetTest, TakesNoPartsForTheProcess) {
  EXPECT_THAT(admin("POST", "/reset", R"({"only":"journal"})"), IsProblem(400, "request.unknown_key"));

  EXPECT_EQ(fresh(), "");
}

}  // namespace
}  // namespace orcamo::mock

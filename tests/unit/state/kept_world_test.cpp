#include "state_test_kit.hpp"
#include "world/world.hpp"

namespace orcamo::mock {
namespace {

using ::testing::ElementsAre;

class KeptWorldTest : public StateTest {
 protected:
  std::unique_ptr<World> start(std::vector<std::string> names = {}) {
    return World::create(real, {.server_names = std::move(names), .archive = open()}).value();
  }

  static std::vector<std::string> ids(World& world) {
    std::vector<std::string> out;
    for (const auto& each : world.all()) out.push_back(each->id());
    return out;
  }
};

TEST_F(KeptWorldTest, ComesBackWithItsSandboxesAndTheServersAuthority) {
  auto world = start();
  fill(*world->add({.id = "a1", .seed = 7, .policy = unusual_policy()}).value());
  world->default_sandbox().clock().start_at(TimePoint(days(100)), ClockMode::kFrozen).value();
  const auto text = image_text(world->find("a1")->image());
  const auto issued = world->find("a1")->certificates().front();
  const auto of_default = image_text(world->default_sandbox().image());
  const auto root = world->server_authority().root();
  world.reset();

  world = start();

  EXPECT_THAT(ids(*world), ElementsAre("a1", "default"));
  EXPECT_EQ(image_text(world->find("a1")->image()), text);
  EXPECT_EQ(image_text(world->default_sandbox().image()), of_default);
  EXPECT_EQ(world->server_authority().root(), root);
  EXPECT_EQ(world->issuer_of(certificate(issued)), world->find("a1"));
  EXPECT_TRUE(world->server_credential("a1")->certificate.is_signed_by(world->server_authority().issuing()));
}

TEST_F(KeptWorldTest, ForgetsWhatWasRemoved) {
  auto world = start();
  world->add({.id = "a1"}).value();
  ASSERT_THAT(world->remove("a1"), IsOk());
  world.reset();

  EXPECT_THAT(ids(*start()), ElementsAre("default"));
}

TEST_F(KeptWorldTest, ForgetsWhatHasExpired) {
  auto world = start();
  world->add({.id = "a1", .time_to_live = Seconds(10)}).value();
  world->add({.id = "a2", .time_to_live = Seconds(20)}).value();
  real.advance(Seconds(10));
  EXPECT_THAT(ids(*world), ElementsAre("a2", "default"));
  world.reset();
  EXPECT_EQ(open()->sandboxes().value().size(), 2U);

  world = start();
  EXPECT_EQ(world->ends_at("a2"), real.now() + Seconds(10));
  world.reset();
  real.advance(Seconds(10));

  EXPECT_THAT(ids(*start()), ElementsAre("default"));
}

TEST_F(KeptWorldTest, MakesASandboxOfAnIdAnewWhereItsForerunnerWasRemoved) {
  auto world = start();
  world->add({.id = "a1", .policy = unusual_policy()}).value();
  ASSERT_THAT(world->remove("a1"), IsOk());
  const auto text = image_text(world->add({.id = "a1"}).value()->image());
  world.reset();

  EXPECT_EQ(image_text(start()->find("a1")->image()), text);
}

TEST_F(KeptWorldTest, MakesASandboxOfAnIdAnewWhereItsForerunnerCouldNotBeForgotten) {
  const std::shared_ptr<Archive> archive = open();
  const auto world = World::create(real, {.archive = archive}).value();
  const auto forerunner = world->add({.id = "a1", .time_to_live = Seconds(10)}).value();
  real.advance(Seconds(10));
  {
    const FullDisk full(file.string() + "-wal");
    EXPECT_EQ(world->find("a1"), nullptr);
    EXPECT_THAT(forerunner->issue({}), IsOk());
    EXPECT_THAT(forerunner->clock().advance({.exact = Seconds(1)}), IsOk());
  }
  ASSERT_EQ(archive->sandboxes().value().size(), 2U);

  const auto next = world->add({.id = "a1"}).value();

  EXPECT_THAT(forerunner->reset(), IsOk());
  const auto kept = archive->sandboxes().value();
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_EQ(image_text(kept[1].image), image_text(next->image()));
}

TEST_F(KeptWorldTest, RefusesNamesThatItsServersAuthorityIsNotFor) {
  start({"orca.clinic.test"});

  EXPECT_THAT(World::create(real, {.server_names = {"orca.clinic.test"}, .archive = open()}), IsOk());
  EXPECT_THAT(World::create(real, {.archive = open()}), IsOk());
  EXPECT_THAT(World::create(real, {.server_names = {"other.clinic.test"}, .archive = open()}),
              FailsWith(Errc::kRequestBadValue));
}

}  // namespace
}  // namespace orcamo::mock

#include "world/world.hpp"

#include <gmock/gmock.h>

#include <thread>
#include <vector>

#include "orcamo/testing/matchers.hpp"

namespace orcamo::mock {
namespace {

using pki::Errc;
using ::testing::ElementsAre;
using testing::FailsWith;
using ::testing::StartsWith;

const pki::TimePoint kNow = std::chrono::sys_days(std::chrono::year(2031) / 2 / 3);

std::unique_ptr<World> make_world(const pki::Clock& real, WorldOptions options = {}) {
  return World::create(real, std::move(options)).value();
}

std::vector<std::string> ids(World& world) {
  std::vector<std::string> all;
  for (const SandboxRef& sandbox : world.all()) all.push_back(sandbox->id());
  return all;
}

class WorldTest : public ::testing::Test {
 protected:
  pki::ManualClock real{kNow};
  const std::unique_ptr<World> world = make_world(real);
};

TEST_F(WorldTest, BeginsWithTheDefaultSandbox) {
  EXPECT_THAT(ids(*world), ElementsAre("default"));
  EXPECT_EQ(world->find("default").get(), &world->default_sandbox());
  EXPECT_EQ(world->find("Default"), nullptr);
  EXPECT_EQ(world->find(""), nullptr);
}

TEST_F(WorldTest, KeepsServerAndClientAuthoritiesApart) {
  EXPECT_NE(world->server_authority().root().subject(), world->default_sandbox().authority().root().subject());
}

TEST_F(WorldTest, FindsWhatWasAddedUntilItIsRemoved) {
  const SandboxRef added = world->add({.id = "a1"}).value();

  EXPECT_EQ(world->find("a1"), added);
  EXPECT_THAT(ids(*world), ElementsAre("a1", "default"));
  EXPECT_FALSE(added->is_closed());
  ASSERT_TRUE(world->remove("a1"));
  EXPECT_EQ(world->find("a1"), nullptr);
  EXPECT_EQ(world->server_credential("a1"), nullptr);
  EXPECT_TRUE(added->is_closed());
  EXPECT_THAT(world->remove("a1"), FailsWith(Errc::kSandboxUnknown));
}

TEST_F(WorldTest, ReturnsToItsBeginning) {
  const SandboxRef added = world->add({.id = "a1", .time_to_live = pki::Seconds(60)}).value();
  ASSERT_TRUE(world->default_sandbox().issue({}));

  world->reset();

  EXPECT_THAT(ids(*world), ElementsAre("default"));
  EXPECT_TRUE(added->is_closed());
  EXPECT_FALSE(world->default_sandbox().is_closed());
  EXPECT_TRUE(world->default_sandbox().certificates().empty());
  EXPECT_EQ(world->issuer_of(added->issue({}).value()->credential.certificate), nullptr);
}

TEST_F(WorldTest, MakesASandboxAsPlanned) {
  Policy policy;
  policy.persona = Persona::kDrop;
  const SandboxRef made = world
                              ->add({.id = "a1",
                                     .seed = 7,
                                     .clock = ClockSetting{.now = kNow + pki::days(400), .mode = ClockMode::kFrozen},
                                     .policy = policy})
                              .value();

  EXPECT_EQ(made->seed(), 7U);
  EXPECT_EQ(made->clock().now(), kNow + pki::days(400));
  made->clock().set(kNow, ClockMode::kFrozen);
  ASSERT_TRUE(made->change_policy([](Policy& changed) {
    changed.persona = Persona::kAlert;
    return pki::Result<void>();
  }));
  made->reset();
  EXPECT_EQ(made->clock().now(), kNow + pki::days(400));
  EXPECT_EQ(made->policy()->persona, Persona::kDrop);
}

TEST_F(WorldTest, SharesItsSeedWithSandboxesThatHaveNone) {
  const auto seeded = make_world(real, {.seed = 11});

  EXPECT_EQ(seeded->default_sandbox().seed(), 11U);
  EXPECT_EQ(seeded->add({.id = "a1"}).value()->seed(), 11U);
  EXPECT_EQ(seeded->add({.id = "a2", .seed = 12}).value()->seed(), 12U);
  EXPECT_EQ(world->default_sandbox().seed(), std::nullopt);
}

TEST_F(WorldTest, NumbersSandboxesWithoutAnId) {
  ASSERT_TRUE(world->add({.id = "s2"}));

  EXPECT_EQ(world->add({}).value()->id(), "s1");
  EXPECT_EQ(world->add({}).value()->id(), "s3");
  ASSERT_TRUE(world->remove("s3"));
  EXPECT_EQ(world->add({}).value()->id(), "s4") << "an id is not used for another sandbox by itself";
}

TEST_F(WorldTest, HasNoTwoSandboxesOfOneId) {
  ASSERT_TRUE(world->add({.id = "a1"}));

  EXPECT_THAT(world->add({.id = "a1"}), FailsWith(Errc::kSandboxExists));
  EXPECT_THAT(world->add({.id = "default"}), FailsWith(Errc::kSandboxExists));
}

TEST_F(WorldTest, KeepsTheDefaultSandbox) { EXPECT_THAT(world->remove("default"), FailsWith(Errc::kSandboxPermanent)); }

TEST_F(WorldTest, HasNoMoreSandboxesThanItMay) {
  const auto small = make_world(real, {.max_sandboxes = 2});
  ASSERT_TRUE(small->add({.id = "a1"}));

  EXPECT_THAT(small->add({.id = "a2"}), FailsWith(Errc::kSandboxLimit));
  ASSERT_TRUE(small->remove("a1"));
  EXPECT_TRUE(small->add({.id = "a2"}));
}

class UnusableId : public WorldTest, public ::testing::WithParamInterface<std::string> {};

TEST_P(UnusableId, IsRefused) { EXPECT_THAT(world->add({.id = GetParam()}), FailsWith(Errc::kRequestBadValue)); }

INSTANTIATE_TEST_SUITE_P(Ids, UnusableId,
                         ::testing::Values("A1", "-a", "a-", "a.b", "a_b", "a b", "あ", "..", std::string(64, 'a')));

TEST_F(WorldTest, TakesAnIdOfAWholeLabel) {
  const std::string longest(63, 'a');

  EXPECT_EQ(world->add({.id = longest}).value()->id(), longest);
}

TEST_F(WorldTest, ForgetsASandboxWhoseTimeToLiveIsOver) {
  const SandboxRef brief = world->add({.id = "brief", .time_to_live = pki::Seconds(60)}).value();
  ASSERT_TRUE(world->add({.id = "longer", .time_to_live = pki::Seconds(61)}));
  EXPECT_EQ(world->ends_at("brief"), kNow + pki::Seconds(60));
  EXPECT_EQ(world->ends_at("default"), std::nullopt);

  real.advance(pki::Seconds(59));
  EXPECT_EQ(world->find("brief"), brief);
  real.advance(pki::Seconds(1));
  EXPECT_EQ(world->find("brief"), nullptr);
  EXPECT_TRUE(brief->is_closed());
  EXPECT_THAT(ids(*world), ElementsAre("default", "longer"));
  real.advance(pki::Seconds(1));
  EXPECT_THAT(ids(*world), ElementsAre("default"));
}

TEST_F(WorldTest, RefusesATimeToLiveThatIsNone) {
  for (const pki::Seconds brief : {pki::Seconds(0), pki::Seconds(-1), pki::Seconds::max()}) {
    EXPECT_THAT(world->add({.id = "a1", .time_to_live = brief}), FailsWith(Errc::kRequestBadValue)) << brief.count();
  }
  EXPECT_TRUE(world->add({.id = "a1"})) << "the id is free again";
}

TEST_F(WorldTest, MeasuresTheTimeToLiveByTheRealClock) {
  const SandboxRef brief = world->add({.id = "brief", .time_to_live = pki::Seconds(60)}).value();

  brief->clock().set(kNow + pki::days(1), ClockMode::kFrozen);
  EXPECT_EQ(world->find("brief"), brief);
}

TEST_F(WorldTest, FindsTheSandboxThatIssuedACertificate) {
  const SandboxRef a = world->add({.id = "a"}).value();
  const SandboxRef b = world->add({.id = "b"}).value();
  const auto by_a = a->issue({}).value()->credential.certificate;

  EXPECT_EQ(world->issuer_of(by_a), a);
  EXPECT_EQ(world->issuer_of(b->issue({}).value()->credential.certificate), b);
  EXPECT_EQ(world->issuer_of(world->server_credential("a")->certificate), nullptr);
  ASSERT_TRUE(world->remove("a"));
  EXPECT_EQ(world->issuer_of(by_a), nullptr);
}

TEST_F(WorldTest, IsSharedByThreads) {
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([this, thread] {
      for (int i = 0; i < 8; ++i) {
        const std::string id = "t" + std::to_string(thread) + "-" + std::to_string(i);
        const SandboxRef made = world->add({.id = id}).value();
        EXPECT_EQ(world->find(id), made);
        EXPECT_EQ(world->issuer_of(made->issue({}).value()->credential.certificate), made);
        if (i % 2 == 0) {
          EXPECT_TRUE(world->remove(id));
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();

  EXPECT_EQ(world->all().size(), 1U + 4 * 4);
}

}  // namespace
}  // namespace orcamo::mock

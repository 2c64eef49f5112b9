#include "transport/name_lookup.hpp"

#include <gmock/gmock.h>

#include <future>

#include "orcamo/testing/matchers.hpp"

namespace orcamo::client {
namespace {

using std::chrono::steady_clock;
using testing::FailsWith;

TEST(NameLookup, DoesNotWaitBeyondTheDeadlineForASilentNameServer) {
  std::promise<void> silence;
  const auto silent = [end = silence.get_future().share()](const std::string&) {
    end.wait();
    return pki::Result<std::vector<std::string>>(std::vector<std::string>{});
  };

  const auto found = look_up("example.invalid", steady_clock::now(), {}, silent);

  EXPECT_FALSE(found.has_value());
  silence.set_value();
}

TEST(NameLookup, EndsWhenItIsStopped) {
  std::promise<void> silence;
  std::stop_source stop;
  const auto silent = [stop, end = silence.get_future().share()](const std::string&) mutable {
    stop.request_stop();
    end.wait();
    return pki::Result<std::vector<std::string>>(std::vector<std::string>{});
  };

  const auto found = look_up("example.invalid", steady_clock::now() + std::chrono::hours(1), stop.get_token(), silent);

  EXPECT_FALSE(found.has_value());
  silence.set_value();
}

TEST(NameLookup, PassesOnWhatItIsTold) {
  const auto deadline = steady_clock::now() + std::chrono::hours(1);
  const auto found = look_up("a.example", deadline, {}, [](const std::string& host) {
    return pki::Result<std::vector<std::string>>(std::vector<std::string>{host, "::1"});
  });

  ASSERT_TRUE(found.has_value());
  EXPECT_THAT(found->value(), ::testing::ElementsAre("a.example", "::1"));
}

TEST(NameLookup, AsksTheSystem) {
  EXPECT_THAT(system_lookup("127.0.0.1").value(), ::testing::ElementsAre("127.0.0.1"));
  EXPECT_THAT(system_lookup("::1").value(), ::testing::ElementsAre("::1"));
  EXPECT_THAT(system_lookup(std::string(64, 'x')), FailsWith(pki::Errc::kServerUnreachable));  // asks no name server
}

}  // namespace
}  // namespace orcamo::client

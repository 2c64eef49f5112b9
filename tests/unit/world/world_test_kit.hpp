#pragma once
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/err.h>

#include <memory>
#include <ostream>

#include "orcamo/pki/clock.hpp"
#include "orcamo/testing/matchers.hpp"
#include "world/policy_names.hpp"
#include "world/sandbox.hpp"

// How the values of the world look when a test fails; no password among them.
namespace orcamo::mock {

inline void PrintTo(const GenerationRef& generation, std::ostream* out) {
  *out << (generation ? generation->file_name : std::string("none"));
}
inline void PrintTo(const Link& link, std::ostream* out) { *out << "link to " << link.generation->file_name; }
inline void PrintTo(const Identity& identity, std::ostream* out) {
  *out << identity.facility << "/" << identity.client;
}
inline void PrintTo(ClockMode mode, std::ostream* out) { *out << clock_mode_name(mode); }

}  // namespace orcamo::mock

namespace orcamo::mock {

using pki::days;
using pki::Errc;
using pki::Seconds;
using pki::TimePoint;
using testing::FailsWith;
using testing::IsOk;
using testing::IsOkAnd;

// A sandbox whose real clock stands still, and an error queue that is empty again at the end.
class SandboxTest : public ::testing::Test {
 protected:
  void TearDown() override { EXPECT_EQ(ERR_peek_error(), 0U) << "left in OpenSSL's error queue"; }

  GenerationRef issue(IssueRequest request = {}) { return sandbox.issue(std::move(request)).value(); }

  // A certificate of the default identity that has `remaining` to go.
  GenerationRef issue_with(Seconds remaining) {
    IssueRequest request;
    request.not_after = sandbox.clock().now() + remaining;
    return issue(std::move(request));
  }

  // set gives a policy its value in text form.
  void set(std::string_view key, std::string_view text) {
    ASSERT_THAT(sandbox.change_policy([&](Policy& policy) { return read_policy(policy, key, text); }), IsOk());
  }

  static const pki::Certificate& certificate(const GenerationRef& generation) {
    return generation->credential.certificate;
  }
  static const pki::Validity& validity(const GenerationRef& generation) { return certificate(generation).validity(); }

  pki::ManualClock real{std::chrono::sys_days(std::chrono::year(2030) / 5 / 17) + std::chrono::hours(3)};
  const SandboxRef owned = Sandbox::create({.id = "default"}, real).value();
  Sandbox& sandbox = *owned;
};

}  // namespace orcamo::mock

#pragma once
#include <memory>
#include <vector>

#include "full_sandbox.hpp"
#include "image_text.hpp"
#include "orcamo/testing/temporary_directory.hpp"
#include "state/state.hpp"
#include "world_test_kit.hpp"

namespace orcamo::mock {

// A folder with a path for a state file, a real clock that stands still, and archives that are opened one after the
// other.
class StateTest : public SandboxTest {
 protected:
  std::unique_ptr<Archive> open() const { return open_state(file).value(); }

  SandboxRef make_full() const {
    auto made = Sandbox::create({.id = "full", .seed = 0xfedcba9876543210, .policy = unusual_policy()}, real).value();
    fill(*made);
    return made;
  }

  testing::TemporaryDirectory home;
  const std::filesystem::path file = home / "state.db";
};

}  // namespace orcamo::mock

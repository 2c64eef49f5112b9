#pragma once
#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <memory>
#include <vector>

#include "full_sandbox.hpp"
#include "image_text.hpp"
#include "orcamo/testing/temporary_directory.hpp"
#include "state/state.hpp"
#include "world_test_kit.hpp"

namespace orcamo::mock {

// FullDisk is one on which no file can become longer than `file` is, for as long as it lives.
class FullDisk {
 public:
  explicit FullDisk(const std::filesystem::path& file) {
    ::getrlimit(RLIMIT_FSIZE, &unlimited_);
    rlimit tight = unlimited_;
    tight.rlim_cur = std::filesystem::file_size(file);
    ignored_ = ::signal(SIGXFSZ, SIG_IGN);
    ::setrlimit(RLIMIT_FSIZE, &tight);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &unlimited_);
    ::signal(SIGXFSZ, ignored_);
  }

 private:
  rlimit unlimited_{};
  void (*ignored_)(int) = nullptr;
};

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

#pragma once
#include <sys/types.h>

#include <chrono>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <thread>

namespace orcamo::e2e {

// Killer ends a process with SIGKILL, which no program can answer: at a moment of its own, or when told.
class Killer {
 public:
  Killer(pid_t victim, std::chrono::microseconds delay) : victim_(victim), thread_([this, delay] { wait(delay); }) {}

  ~Killer() {
    strike();
    thread_.join();
  }
  Killer(const Killer&) = delete;
  Killer& operator=(const Killer&) = delete;

  void strike() {
    const std::lock_guard lock(mutex_);
    if (!struck_) ::kill(victim_, SIGKILL);
    struck_ = true;
    changed_.notify_one();
  }

  bool has_struck() {
    const std::lock_guard lock(mutex_);
    return struck_;
  }

 private:
  void wait(std::chrono::microseconds delay) {
    std::unique_lock lock(mutex_);
    if (changed_.wait_for(lock, delay, [this] { return struck_; })) return;
    ::kill(victim_, SIGKILL);
    struck_ = true;
  }

  const pid_t victim_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool struck_ = false;
  std::thread thread_;  // last: it uses the others
};

}  // namespace orcamo::e2e

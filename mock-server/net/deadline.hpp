#pragma once
#include <chrono>
#include <memory>

#include "net/net.hpp"

namespace orcamo::mock {

// Deadline cancels what a socket waits for when the time is up and leaves the socket open, so that the session can
// still say what happened: to the journal, before the peer sees the end, and to the peer. (Beast's expires_after closes
// first.) Used on the socket's thread; the socket outlives it.
class Deadline {
 public:
  explicit Deadline(tcp::socket& socket) : state_(std::make_shared<State>(socket)) {}
  ~Deadline() { lift(); }
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

  // set replaces the deadline that there was.
  void set(std::chrono::milliseconds from_now) {
    lift();
    state_->timer.expires_after(from_now);
    watch(state_, state_->turn);
  }

  void lift() {
    ++state_->turn;
    state_->passed = false;
    state_->timer.cancel();
  }

  bool passed() const noexcept { return state_->passed; }

 private:
  struct State {
    explicit State(tcp::socket& watched) : socket(watched), timer(watched.get_executor()) {}

    tcp::socket& socket;
    net::steady_timer timer;
    unsigned turn = 0;  // of `set` and `lift`: an expiry of an earlier turn may be on its way still
    bool passed = false;
  };

  static void watch(const std::shared_ptr<State>& state, unsigned turn) {
    state->timer.async_wait([state, turn](error_code ec) {
      if (ec || state->turn != turn) return;
      error_code ignored;
      state->passed = true;
      state->socket.cancel(ignored);
      // An operation in several steps may have been between two of them: what it begins then is cancelled next time.
      state->timer.expires_after(std::chrono::milliseconds(20));
      watch(state, turn);
    });
  }

  std::shared_ptr<State> state_;
};

}  // namespace orcamo::mock

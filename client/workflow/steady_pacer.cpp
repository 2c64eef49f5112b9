#include <condition_variable>
#include <mutex>
#include <utility>

#include "orcamo/client/pacer.hpp"

namespace orcamo::client {

std::chrono::steady_clock::time_point SteadyPacer::now() const { return std::chrono::steady_clock::now(); }

pki::Result<void> SteadyPacer::wait(std::chrono::milliseconds length, std::stop_token stop) {
  std::mutex mutex;
  std::condition_variable_any woken;
  std::unique_lock lock(mutex);
  woken.wait_for(lock, stop, length, [] { return false; });
  if (stop.stop_requested()) return pki::Error(pki::Errc::kCancelled, "stopped on request while waiting");
  return {};
}

}  // namespace orcamo::client

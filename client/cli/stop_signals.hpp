#pragma once
#include <signal.h>

#include <array>
#include <stop_token>
#include <thread>

namespace orcamo::client {

// StopSignals turns SIGINT and SIGTERM of this process into a request to stop. One at a time.
class StopSignals {
 public:
  StopSignals() = default;
  ~StopSignals();  // the signals do again what they did before
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  // listen begins; until then the signals do what they did before. Each asks for a stop once, and when it comes again
  // ends the process, as if nobody listened. One that is ignored (nohup) stays so.
  std::stop_token listen();

 private:
  struct Caught {
    int signal;
    struct sigaction before {};
    bool is_caught = false;
  };

  std::array<Caught, 2> signals_{Caught{SIGINT}, Caught{SIGTERM}};
  std::stop_source stop_;
  std::thread reader_;
};

}  // namespace orcamo::client

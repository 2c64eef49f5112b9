#pragma once
#include <functional>
#include <iosfwd>
#include <memory>
#include <stop_token>

#include "cli/screen.hpp"
#include "orcamo/client/https_transport.hpp"
#include "orcamo/client/pacer.hpp"
#include "orcamo/pki/clock.hpp"

namespace orcamo::client {

using TransportMaker = std::function<std::unique_ptr<Transport>(HttpsOptions options, const pki::Clock& clock)>;

// StopListener begins to listen for what ends the program, and returns what tells of it.
using StopListener = std::function<std::stop_token()>;

// Surroundings are what the program has of the world around it; borrowed for the call.
struct Surroundings {
  std::ostream& out;
  std::ostream& err;
  const pki::Clock& clock;  // without --now
  TransportMaker make_transport;
  Pacer* pacer = nullptr;  // none: waits are real
  Screen screen = {};
  StopListener listen_for_stop = {};  // called when all input has been read; none: nothing stops a run
};

// run does what the arguments say and returns the exit code. Everything that orcamo-renew is, but for the process.
int run(int argc, const char* const* argv, const Surroundings& surroundings);

}  // namespace orcamo::client

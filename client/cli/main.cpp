#include <csignal>
#include <iostream>
#include <memory>
#include <utility>

#include "cli/app.hpp"
#include "cli/stop_signals.hpp"

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a peer that goes away is an error of the transport, not the end of the program
  const orcamo::pki::SystemClock clock;
  const orcamo::client::TransportMaker make_transport = [](orcamo::client::HttpsOptions options,
                                                           const orcamo::pki::Clock& judging) {
    return std::make_unique<orcamo::client::HttpsTransport>(std::move(options), judging);
  };
  orcamo::client::StopSignals signals;
  return orcamo::client::run(argc, argv,
                             {std::cout, std::cerr, clock, make_transport, nullptr,
                              orcamo::client::Screen::of_process(), [&signals] { return signals.listen(); }});
}

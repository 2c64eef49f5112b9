#include "cli/serve_options.hpp"

#include <algorithm>
#include <thread>

namespace orcamo::mock {

ServeOptions default_serve_options() {
  ServeOptions options;
  options.server.threads = std::clamp(std::thread::hardware_concurrency(), 1U, 4U);
  return options;
}

}  // namespace orcamo::mock

#pragma once
#include <filesystem>
#include <string>

#include "cli/log.hpp"
#include "orcamo/mock/server.hpp"

namespace orcamo::mock {

struct ServeOptions {
  ServerOptions server;
  std::string now;                              // time expression; empty: the wall clock
  std::filesystem::path ready_file;             // empty: none
  std::filesystem::path ca_file;                // empty: a temporary one
  std::filesystem::path admin_token_file = {};  // empty: no token; "-": standard input
  LogFormat log_format = LogFormat::kText;
  LogLevel log_level = LogLevel::kInfo;
};

// serve runs the server until SIGTERM or SIGINT; the exit code is 0 then. Called before any thread is made.
pki::Result<void> serve(ServeOptions options);

}  // namespace orcamo::mock

#pragma once
#include <filesystem>
#include <string>

#include "cli/log.hpp"
#include "orcamo/mock/server.hpp"
#include "surfaces/json.hpp"

namespace orcamo::mock {

struct ServeOptions {
  ServerOptions server;
  std::string now = {};                         // time expression; empty: the wall clock
  std::filesystem::path ready_file = {};        // empty: none
  std::filesystem::path ca_file = {};           // empty: a temporary one
  std::filesystem::path admin_token_file = {};  // empty: no token; "-": standard input
  Json sandboxes = Json::array();               // orders that POST /__admin/sandboxes takes
  Json faults = Json::array();                  // of the default sandbox; orders that POST …/faults takes
  LogFormat log_format = LogFormat::kText;
  LogLevel log_level = LogLevel::kInfo;
};

// default_serve_options are those of a `serve` that is told nothing, on this machine.
ServeOptions default_serve_options();

}  // namespace orcamo::mock

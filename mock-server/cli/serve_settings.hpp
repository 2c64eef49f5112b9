#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/serve_options.hpp"
#include "orcamo/pki/result.hpp"
#include "surfaces/json.hpp"

namespace orcamo::mock {

// Setting is one thing that `serve` can be told: by an option, by a variable of the environment, by a key of a config
// file.
struct Setting {
  enum class Takes { kNothing, kOne, kSeveral };

  std::string name;                  // "admin-port"
  Takes takes = Takes::kOne;         // values; kNothing: true where it is there
  std::string type;                  // what --help writes for a value: "PORT"
  std::string help;                  // one sentence, without its full stop
  std::vector<std::string> choices;  // every value there is; empty: too many to list

  // write is the value as in a config file, null where there is none. read sets it from text, or fails with
  // kRequestBadValue and changes nothing. What one writes the other reads.
  std::function<Json(const ServeOptions&)> write;
  std::function<pki::Result<void>(ServeOptions&, const std::vector<std::string>& texts)> read;

  std::string option() const;    // "--admin-port"
  std::string variable() const;  // "ORCAMO_ADMIN_PORT"
  std::string key() const;       // "admin_port"; of several values the plural
};

// serve_settings is the one table of them, in the order of --help.
const std::vector<Setting>& serve_settings();

}  // namespace orcamo::mock

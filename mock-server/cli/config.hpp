#pragma once
#include <filesystem>

#include "cli/serve_options.hpp"
#include "orcamo/pki/result.hpp"
#include "surfaces/json.hpp"

namespace orcamo::mock {

// load_config reads a config file, at most 1 MiB, "-" for standard input, and checks it against the schema. Fails with
// kFileUnreadable, kFileTooLarge, kRequestMalformed, kRequestUnknownKey, kRequestBadValue; the message names the file.
pki::Result<Json> load_config(const std::filesystem::path& path);

// apply_config sets what a checked config names, and leaves the rest. Fails with kRequestBadValue, the time.* codes.
pki::Result<void> apply_config(ServeOptions& options, const Json& config);

// config_json is a config that says all that `options` say, but for secrets.
Json config_json(const ServeOptions& options);

}  // namespace orcamo::mock

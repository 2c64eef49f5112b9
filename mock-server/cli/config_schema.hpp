#pragma once
#include <string_view>

#include "orcamo/pki/result.hpp"
#include "surfaces/json.hpp"

namespace orcamo::mock {

// config_schema_text is docs/reference/config.schema.json: JSON Schema, draft 7.
std::string_view config_schema_text() noexcept;
const Json& config_schema();

// check_config tells whether `config` is as the schema says. Fails with kRequestUnknownKey (the hint names the nearest
// key) and kRequestBadValue; the message begins with the JSON pointer of what is wrong. Values that the schema marks as
// writeOnly are not quoted.
pki::Result<void> check_config(const Json& config);

// without_secrets leaves out what the schema marks as writeOnly.
Json without_secrets(const Json& config);

}  // namespace orcamo::mock

#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "cli/app.hpp"
#include "cli/options.hpp"
#include "identity/both_zones.hpp"
#include "identity/printable.hpp"
#include "orcamo/pki/certificate.hpp"

// What every subcommand prints in the same way.
namespace orcamo::client {

using Json = nlohmann::ordered_json;

// describe is a certificate as the JSON output has it: serial, fingerprint_sha256, not_before, not_after, file_name.
Json describe(const pki::Certificate& certificate, const std::string& file_name);

// describe is an error as the JSON output has it: code, message, hint; and a headline in Japanese where that is asked
// for.
Json describe(const pki::Error& error, Language language);

// print writes one JSON object and a line end. Octets that are not UTF-8 (of file names) are replaced; control
// characters are escaped, all of them.
void print(const Json& object, std::ostream& out);

// report_failure prints `{"result":"failed","error":…}`, or the explanation on standard error; returns `exit_code`.
int report_failure(const pki::Error& error, int exit_code, const Manner& manner, const Surroundings& surroundings);

// report_unknown is what `check` says of any failure, on standard output, as monitoring plugins do; returns the exit
// code.
int report_unknown(const pki::Error& error, const Manner& manner, const Surroundings& surroundings);

// plugin_text is `text` fit for a monitoring plugin's line, where a vertical bar begins the numbers.
std::string plugin_text(std::string text);

}  // namespace orcamo::client

#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "cli/app.hpp"
#include "cli/options.hpp"
#include "orcamo/pki/certificate.hpp"

// What every subcommand prints in the same way.
namespace orcamo::client {

using Json = nlohmann::ordered_json;

// describe is a certificate as the JSON output has it: serial, fingerprint_sha256, not_before, not_after, file_name.
Json describe(const pki::Certificate& certificate, const std::string& file_name);

// describe is an error as the JSON output has it: code, message, hint; and a headline in Japanese where that is asked
// for.
Json describe(const pki::Error& error, Language language);

// print writes one JSON object and a line end. Octets that are not UTF-8 (of file names) are replaced.
void print(const Json& object, std::ostream& out);

// both_zones is a time in UTC and, in parentheses, in Japan.
std::string both_zones(pki::TimePoint time);

// report_failure prints `{"result":"failed","error":…}`, or the explanation on standard error; returns `exit_code`.
int report_failure(const pki::Error& error, int exit_code, const Options& options, const Surroundings& surroundings);

}  // namespace orcamo::client

#pragma once
#include <initializer_list>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "orcamo/client/transport.hpp"

// What a server's answers mean to every conversation with it.
namespace orcamo::client {

// address_at is the path on the server that people log in to: https://host:8443/ and /api/cert.
std::string address_at(std::string_view server, std::string_view path);

// refusal says no as the status does: 429 and 5xx with kServerUnavailable, others with kServerRefused. The message
// shows the status and what the server said: the title of a page, or a plain text. JSON is never shown: a password may
// be in it.
pki::Error refusal(const HttpResponse& answer);

// accept_status fails with `refusal` for every status but those listed, and then wipes what the server said.
pki::Result<void> accept_status(HttpResponse& answer, std::initializer_list<unsigned> accepted);

// take_json parses a JSON object and wipes the text it came in. Fails with kNotJson, which names what came instead.
pki::Result<nlohmann::json> take_json(HttpResponse& answer);

// text_at is the string under `key`, empty where there is none.
std::string text_at(const nlohmann::json& object, std::string_view key);

// excerpt shows the beginning of foreign text, printable and on one line.
std::string excerpt(std::string_view text);

}  // namespace orcamo::client

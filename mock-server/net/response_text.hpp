#pragma once
#include <string>
#include <string_view>

#include "net/message.hpp"
#include "orcamo/pki/error.hpp"
#include "orcamo/pki/time.hpp"

namespace orcamo::mock {

// problem is an error answer of the session itself, as application/problem+json (RFC 9457). `detail` is one sentence
// that needs no escaping in JSON.
Response problem(unsigned status, pki::Errc code, std::string_view detail);

// reason_phrase is the usual wording for a status ("Not Found"); empty where there is none.
std::string_view reason_phrase(unsigned status) noexcept;

// http_date formats an instant as IMF-fixdate (RFC 9110, 5.6.7).
std::string http_date(pki::TimePoint time);

enum class Persistence { kKeepAlive, kClose };

// response_text is `response` as HTTP/1.1 octets; the answer to HEAD has the same head and no body.
std::string response_text(const Response& response, std::string_view request_method, pki::TimePoint date,
                          Persistence persistence);

}  // namespace orcamo::mock

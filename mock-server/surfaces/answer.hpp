#pragma once
#include <string>
#include <string_view>

#include "net/message.hpp"
#include "surfaces/json.hpp"
#include "world/generation.hpp"

namespace orcamo::mock {

// Whether an answer carries a password, a key or anything of a session: that is not to be kept by anybody.
enum class Secrecy { kNone, kSecret };

Response answer(unsigned status, std::string_view content_type, std::string body, Secrecy secrecy = Secrecy::kNone);
Response json_answer(unsigned status, const Json& value, Secrecy secrecy = Secrecy::kNone);
Response see_other(std::string_view path);  // 303

// noted is `response` with what the journal is to say of it.
Response noted(Response response, Deed deed);

// take_of tells what a request to download takes: HEAD only looks.
Take take_of(const Request& request);

// p12_answer is the download of a sealed certificate under its exact file name: certificate_fetched, where it is taken.
Response p12_answer(const Generation& generation, Take take = Take::kFile);

}  // namespace orcamo::mock

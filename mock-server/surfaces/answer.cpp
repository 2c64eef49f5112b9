#include "surfaces/answer.hpp"

#include <utility>

#include "orcamo/pki/bytes.hpp"

namespace orcamo::mock {

Response answer(unsigned status, std::string_view content_type, std::string body, Secrecy secrecy) {
  Response response{status, {{"Content-Type", std::string(content_type)}}, std::move(body)};
  if (secrecy == Secrecy::kSecret) response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

Response json_answer(unsigned status, const Json& value, Secrecy secrecy) {
  return answer(status, "application/json", json_text(value), secrecy);
}

Response see_other(std::string_view path) {
  return {303, {{"Location", std::string(path)}, {"Cache-Control", "no-store"}}, {}};
}

Response noted(Response response, Deed deed) {
  response.deed = std::move(deed);
  return response;
}

Take take_of(const Request& request) { return request.method == "HEAD" ? Take::kLook : Take::kFile; }

Response p12_answer(const Generation& generation, Take take) {
  auto response = answer(200, "application/x-pkcs12", std::string(pki::as_text(generation.p12)), Secrecy::kSecret);
  response.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + generation.file_name + "\"");
  if (take == Take::kLook) return response;
  return noted(std::move(response),
               {.event = Event::kCertificateFetched, .issued = generation.credential.certificate.serial()});
}

}  // namespace orcamo::mock

#include "net/refusal.hpp"

#include <string>
#include <string_view>

namespace orcamo::mock {
namespace {

// nginx's page for its codes 495 and 496, which it sends with the status 400.
Response nginx_page(std::string_view trouble) {
  const std::string text(trouble);
  return {400,
          {{"Server", "nginx"}, {"Content-Type", "text/html"}},
          "<html>\r\n<head><title>400 " + text +
              "</title></head>\r\n<body>\r\n<center><h1>400 Bad Request</h1></center>\r\n<center>" + text +
              "</center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n",
          {.event = Event::kCertificateRefused}};
}

}  // namespace

Reply refusal(Persona persona, Reason reason) {
  switch (persona) {
    case Persona::kHttp400:
      return nginx_page(reason == Reason::kNoCertificate ? "No required SSL certificate was sent"
                                                         : "The SSL certificate error");
    case Persona::kDrop:
      return Drop{{.event = Event::kCertificateRefused}};
    case Persona::kAlert:
    case Persona::kHttp403:
      break;
  }
  Response response = not_permitted();
  response.deed.event = Event::kCertificateRefused;
  return response;
}

// The body is exact, without a line end (protocol.md, logging in).
Response not_permitted() {
  return {403,
          {{"Content-Type", "text/plain; charset=utf-8"}},
          "NOT PERMITTED CERTIFICATE",
          {.event = Event::kNotPermitted}};
}

}  // namespace orcamo::mock

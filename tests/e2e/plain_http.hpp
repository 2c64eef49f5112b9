#pragma once
#include <string>
#include <string_view>

namespace orcamo::e2e {

struct PlainAnswer {
  int status = 0;  // 0: no answer
  std::string body;
};

// plain_http makes one HTTP/1.1 request without TLS: what a script with curl does to the admin API. `base` is
// http://127.0.0.1:PORT.
PlainAnswer plain_http(std::string_view base, std::string_view method, std::string_view path,
                       std::string_view body = "");

// send_raw sends octets to a loopback port and returns what comes back until the peer closes.
std::string send_raw(int port, std::string_view octets);

// SilentClient is connected to a loopback port and says nothing.
class SilentClient {
 public:
  explicit SilentClient(int port);
  ~SilentClient();
  SilentClient(const SilentClient&) = delete;
  SilentClient& operator=(const SilentClient&) = delete;

 private:
  int socket_;
};

// port_of returns the port of a URL's authority.
int port_of(std::string_view url);

}  // namespace orcamo::e2e

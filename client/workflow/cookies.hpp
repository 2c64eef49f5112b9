#pragma once
#include <map>
#include <string>

#include "orcamo/client/transport.hpp"
#include "transport/url.hpp"

namespace orcamo::client {

// Cookies keeps what each host has set, as far as a walk of seconds needs it: a cookie goes back to the host that it
// came from, whatever its Domain and Path say, until that host takes it away.
class Cookies {
 public:
  void take(const Url& url, const HttpResponse& answer);
  std::string header(const Url& url) const;  // the value of Cookie; empty: there are none

 private:
  std::map<std::string, std::map<std::string, std::string>> by_host_;
};

}  // namespace orcamo::client

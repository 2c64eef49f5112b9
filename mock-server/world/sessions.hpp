#pragma once
#include <cstddef>
#include <deque>
#include <map>
#include <string>
#include <string_view>

#include "orcamo/pki/time.hpp"
#include "world/identity.hpp"

namespace orcamo::mock {

// Sessions are the log-ins of a sandbox, at most `most` of them: the oldest make room. A session belongs to the
// identity that began it. Not synchronised: the sandbox's mutex guards it.
class Sessions {
 public:
  explicit Sessions(pki::Seconds lives, std::size_t most = 10'000) : lives_(lives), most_(most) {}

  // begin makes room for `session`, an unguessable token, and returns it.
  std::string begin(std::string session, const Identity& identity, pki::TimePoint now);
  bool has(std::string_view session, const Identity& identity, pki::TimePoint now) const;
  bool end(std::string_view session);  // false: there was none

 private:
  struct Session {
    Identity identity;
    pki::TimePoint began;
  };

  pki::Seconds lives_;
  std::size_t most_;
  std::map<std::string, Session, std::less<>> sessions_;
  std::deque<std::string> in_order_;  // may name sessions that have ended
};

}  // namespace orcamo::mock

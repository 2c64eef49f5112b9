#include "world/sessions.hpp"

#include <utility>

namespace orcamo::mock {

std::string Sessions::begin(std::string session, const Identity& identity, pki::TimePoint now) {
  while (in_order_.size() >= most_) {
    sessions_.erase(in_order_.front());
    in_order_.pop_front();
  }
  in_order_.push_back(std::move(session));
  sessions_[in_order_.back()] = {identity, now};
  return in_order_.back();
}

bool Sessions::has(std::string_view session, const Identity& identity, pki::TimePoint now) const {
  const auto found = sessions_.find(session);
  return found != sessions_.end() && found->second.identity == identity && now - found->second.began < lives_;
}

bool Sessions::end(std::string_view session) {
  const auto found = sessions_.find(session);
  if (found == sessions_.end()) return false;
  sessions_.erase(found);
  return true;
}

}  // namespace orcamo::mock

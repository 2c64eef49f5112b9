#include "world/sessions.hpp"

#include <utility>

namespace orcamo::mock {

std::vector<std::string> Sessions::making_room() const {
  std::vector<std::string> oldest;
  for (std::size_t i = 0; in_order_.size() - i >= most_; ++i) {
    if (has(in_order_[i])) oldest.push_back(in_order_[i]);
  }
  return oldest;
}

void Sessions::begin(SessionRow row) {
  while (in_order_.size() >= most_) {
    sessions_.erase(in_order_.front());
    in_order_.pop_front();
  }
  in_order_.push_back(row.session);
  sessions_[std::move(row.session)] = {std::move(row.identity), row.began};
}

bool Sessions::has(std::string_view session, const Identity& identity, pki::TimePoint now) const {
  const auto found = sessions_.find(session);
  return found != sessions_.end() && found->second.identity == identity && now - found->second.began < lives_;
}

void Sessions::end(std::string_view session) {
  const auto found = sessions_.find(session);
  if (found != sessions_.end()) sessions_.erase(found);
}

std::vector<SessionRow> Sessions::in_order() const {
  std::vector<SessionRow> rows;
  for (const auto& each : in_order_) {
    const auto found = sessions_.find(each);
    if (found != sessions_.end()) rows.push_back({each, found->second.identity, found->second.began});
  }
  return rows;
}

}  // namespace orcamo::mock

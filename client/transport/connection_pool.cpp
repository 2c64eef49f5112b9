#include "transport/connection_pool.hpp"

#include <algorithm>
#include <utility>

namespace orcamo::client {
namespace {

constexpr std::size_t kMostKept = 16;  // connections

}  // namespace

ConnectionPool::~ConnectionPool() { close_all(); }

std::string ConnectionPool::key(const Url& url, const pki::Credential* credential) {
  return url.endpoint() + " " + (credential == nullptr ? "" : credential->certificate.fingerprint_sha256());
}

std::unique_ptr<Connection> ConnectionPool::take(const std::string& key) {
  const auto found = std::find_if(kept_.begin(), kept_.end(), [&](const Kept& one) { return one.key == key; });
  if (found == kept_.end()) return nullptr;
  auto connection = std::move(found->connection);
  kept_.erase(found);
  return connection;
}

void ConnectionPool::keep(std::string key, std::unique_ptr<Connection> connection) {
  kept_.push_back({std::move(key), std::move(connection)});
  if (kept_.size() <= kMostKept) return;
  kept_.front().connection->close();
  kept_.pop_front();
}

void ConnectionPool::close_all() {
  for (const Kept& one : kept_) one.connection->close();
  kept_.clear();
}

}  // namespace orcamo::client

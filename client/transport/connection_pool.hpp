#pragma once
#include <list>
#include <memory>
#include <string>

#include "transport/connection.hpp"

namespace orcamo::client {

// ConnectionPool keeps connections that are not in use, a few, each for what it was made for.
class ConnectionPool {
 public:
  ~ConnectionPool();

  // What a connection is made for: an endpoint, and a credential or none.
  static std::string key(const Url& url, const pki::Credential* credential);

  // take gives a connection away; null where there is none.
  std::unique_ptr<Connection> take(const std::string& key);

  // keep closes the connection that has been unused the longest where there are too many.
  void keep(std::string key, std::unique_ptr<Connection> connection);

  void close_all();

 private:
  struct Kept {
    std::string key;
    std::unique_ptr<Connection> connection;
  };
  std::list<Kept> kept_;  // the longest unused first
};

}  // namespace orcamo::client

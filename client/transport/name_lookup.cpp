#include "transport/name_lookup.hpp"

#include <netdb.h>
#include <sys/socket.h>

#include <array>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

namespace orcamo::client {

using Addresses = pki::Result<std::vector<std::string>>;

Addresses system_lookup(const std::string& host) {
  const auto fail = [&](int code) {
    return pki::Error(pki::Errc::kServerUnreachable, "there is no server named " + host + ": " + ::gai_strerror(code),
                      "check the address, and that this machine can look up names");
  };
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  if (const int code = ::getaddrinfo(host.c_str(), nullptr, &wanted, &list); code != 0) return fail(code);
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owned(list, ::freeaddrinfo);

  std::vector<std::string> addresses;
  for (const addrinfo* each = list; each != nullptr; each = each->ai_next) {
    std::array<char, NI_MAXHOST> text{};
    if (::getnameinfo(each->ai_addr, each->ai_addrlen, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) == 0) {
      addresses.emplace_back(text.data());
    }
  }
  if (addresses.empty()) return fail(EAI_NONAME);
  return addresses;
}

std::optional<Addresses> look_up(const std::string& host, std::chrono::steady_clock::time_point deadline,
                                 const std::stop_token& stop, NameLookup lookup) {
  struct Answer {
    std::mutex mutex;
    std::condition_variable_any changed;
    std::optional<Addresses> addresses;
  };
  const auto answer = std::make_shared<Answer>();
  std::thread([host, lookup = std::move(lookup), answer] {
    Addresses found = lookup(host);
    const std::lock_guard lock(answer->mutex);
    answer->addresses = std::move(found);
    answer->changed.notify_all();
  }).detach();
  std::unique_lock lock(answer->mutex);
  answer->changed.wait_until(lock, stop, deadline, [&] { return answer->addresses.has_value(); });
  return std::move(answer->addresses);
}

}  // namespace orcamo::client

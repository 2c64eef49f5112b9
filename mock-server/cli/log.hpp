#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/observer.hpp"

namespace spdlog {
class logger;
}

namespace orcamo::mock {

enum class LogFormat { kText, kJson };
enum class LogLevel { kDebug, kInfo, kWarning, kError, kOff };

// Log writes one line an event to standard error: key=value, or one JSON object. The real time goes in front, the
// sandbox clock's beside it. No secret comes here; a path segment long enough to be a token is cut.
class Log final : public Observer {
 public:
  using Fields = std::vector<std::pair<std::string_view, std::string>>;

  Log(LogFormat format, LogLevel lowest);
  ~Log() override;

  void write(LogLevel level, std::string_view event, const Fields& fields);

  void on_handshake(const HandshakeEvent& event) override;
  void on_request(const RequestEvent& event) override;
  void on_trouble(std::string_view what) override;

 private:
  LogFormat format_;
  std::shared_ptr<spdlog::logger> logger_;
};

}  // namespace orcamo::mock

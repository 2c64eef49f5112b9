#include "cli/log.hpp"

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace orcamo::mock {
namespace {

spdlog::level::level_enum level_of(LogLevel level) noexcept {
  switch (level) {
    case LogLevel::kDebug:
      return spdlog::level::debug;
    case LogLevel::kInfo:
      return spdlog::level::info;
    case LogLevel::kWarning:
      return spdlog::level::warn;
    case LogLevel::kError:
      return spdlog::level::err;
    case LogLevel::kOff:
      break;
  }
  return spdlog::level::off;
}

std::string json_text(std::string_view text) {
  return nlohmann::json(std::string(text)).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

bool is_plain(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](char c) { return c > ' ' && c < 0x7f && c != '"' && c != '=' && c != '\\'; });
}

}  // namespace

Log::Log(LogFormat format, LogLevel lowest)
    : format_(format),
      logger_(std::make_shared<spdlog::logger>("orcamo-mock", std::make_shared<spdlog::sinks::stderr_sink_mt>())) {
  const char* const pattern = format == LogFormat::kText ? "time=%Y-%m-%dT%H:%M:%S.%eZ level=%l %v"
                                                         : R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})";
  logger_->set_formatter(std::make_unique<spdlog::pattern_formatter>(pattern, spdlog::pattern_time_type::utc));
  logger_->set_level(level_of(lowest));
}

Log::~Log() = default;

void Log::write(LogLevel level, std::string_view event, const Fields& fields) {
  if (!logger_->should_log(level_of(level))) return;
  std::string line = format_ == LogFormat::kText ? "event=" : "\"event\":";
  line += format_ == LogFormat::kText ? std::string(event) : json_text(event);
  for (const auto& [key, value] : fields) {
    if (value.empty()) continue;
    if (format_ == LogFormat::kText) {
      line += " " + std::string(key) + "=" + (is_plain(value) ? value : json_text(value));
    } else {
      line += "," + json_text(key) + ":" + json_text(value);
    }
  }
  logger_->log(level_of(level), spdlog::string_view_t(line));
}

void Log::on_handshake(const HandshakeEvent& event) {
  const HandshakeEntry& entry = event.entry;
  write(entry.verdict == Verdict::kAccepted ? LogLevel::kInfo : LogLevel::kWarning, "handshake",
        {{"clock", pki::format_rfc3339(entry.clock)},
         {"sandbox", std::string(event.sandbox)},
         {"verdict", std::string(verdict_name(entry.verdict))},
         {"reason", std::string(reason_name(entry.reason))},
         {"tls", entry.tls_version},
         {"alert", entry.alert},
         {"serial", entry.serial},
         {"detail", entry.detail}});
}

void Log::on_request(const RequestEvent& event) {
  write(LogLevel::kInfo, "request",
        {{"clock", pki::format_rfc3339(event.clock)},
         {"port", event.port == Port::kHttps ? "https" : "admin"},
         {"method", std::string(event.method)},
         {"path", std::string(event.path)},
         {"status", event.status == 0 ? "none" : std::to_string(event.status)},
         {"took_us", std::to_string(event.took.count())},
         {"serial", std::string(event.serial)}});
}

void Log::on_trouble(std::string_view what) { write(LogLevel::kError, "trouble", {{"what", std::string(what)}}); }

}  // namespace orcamo::mock

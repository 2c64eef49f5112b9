#include "cli/serve_settings.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <utility>

#include "cli/time_forms.hpp"
#include "orcamo/pki/clock.hpp"
#include "orcamo/pki/in_quotes.hpp"
#include "orcamo/pki/time_expression.hpp"

namespace orcamo::mock {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;
using Takes = Setting::Takes;
using Texts = std::vector<std::string>;

// Form is how values of one type are written and read.
template <class T>
struct Form {
  Takes takes = Takes::kOne;
  std::function<Json(const T&)> write;
  std::function<Result<T>(const Texts&)> read;
  Texts choices = {};
};

Error not_allowed(const std::string& text, const std::string& allowed) {
  return Error(Errc::kRequestBadValue, pki::in_quotes(text) + " is not allowed here", "use " + allowed);
}

Form<std::string> text() {
  return {.write = [](const std::string& value) { return value.empty() ? Json() : Json(value); },
          .read = [](const Texts& texts) -> Result<std::string> { return texts.back(); }};
}

Form<Texts> several_texts() {
  return {.takes = Takes::kSeveral,
          .write = [](const Texts& values) { return values.empty() ? Json() : Json(values); },
          .read = [](const Texts& texts) -> Result<Texts> { return texts; }};
}

Form<std::filesystem::path> file() {
  return {.write = [](const std::filesystem::path& value) { return value.empty() ? Json() : Json(value.string()); },
          .read = [](const Texts& texts) -> Result<std::filesystem::path> { return texts.back(); }};
}

// A time stays as it was written: what "now" is, is asked when the server starts.
Form<std::string> time() {
  Form<std::string> form = text();
  form.read = [](const Texts& texts) -> Result<std::string> {
    const auto time = pki::evaluate_time(texts.back(), {.now = pki::SystemClock().now()});
    if (!time) return time.error();
    return texts.back();
  };
  return form;
}

template <class T>
Form<T> whole_number(T least = 0, T greatest = std::numeric_limits<T>::max()) {
  return {.write = [](const T& value) { return Json(value); },
          .read = [=](const Texts& texts) -> Result<T> {
            const std::string& text = texts.back();
            T value = 0;
            const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
            const bool whole = failure == std::errc() && end == text.data() + text.size();
            if (whole && least <= value && value <= greatest) return value;
            return not_allowed(text,
                               "a whole number from " + std::to_string(least) + " to " + std::to_string(greatest));
          }};
}

template <class T>
Form<std::optional<T>> perhaps(const Form<T>& form) {
  return {.write = [form](const std::optional<T>& value) { return value ? form.write(*value) : Json(); },
          .read = [form](const Texts& texts) -> Result<std::optional<T>> {
            auto value = form.read(texts);
            if (!value) return std::move(value).error();
            return std::optional<T>(*std::move(value));
          }};
}

template <class T>
Form<T> one_of(const std::vector<std::pair<T, std::string>>& names) {
  Form<T> form{.write =
                   [names](const T& value) {
                     const auto found = std::find_if(names.begin(), names.end(),
                                                     [&](const auto& each) { return each.first == value; });
                     return Json(found->second);
                   },
               .read = [names](const Texts& texts) -> Result<T> {
                 std::string allowed;
                 for (const auto& [value, name] : names) {
                   if (name == texts.back()) return value;
                   allowed += (allowed.empty() ? "" : name == names.back().second ? " or " : ", ") + name;
                 }
                 return not_allowed(texts.back(), allowed);
               }};
  for (const auto& [value, name] : names) form.choices.push_back(name);
  return form;
}

Form<bool> truth() {
  return {.takes = Takes::kNothing,
          .write = [](const bool& value) { return Json(value); },
          .read = [](const Texts& texts) -> Result<bool> {
            for (const char* const name : {"true", "1", "yes", "on"}) {
              if (texts.back() == name) return true;
            }
            for (const char* const name : {"false", "0", "no", "off"}) {
              if (texts.back() == name) return false;
            }
            return not_allowed(texts.back(), "true or false");
          }};
}

template <class Options, class T>
auto& part(Options& options, T ServeOptions::*member) {
  return options.*member;
}
template <class Options, class T>
auto& part(Options& options, T ServerOptions::*member) {
  return options.server.*member;
}

template <class Of, class T>
Setting setting(const std::string& name, const std::string& type, const std::string& help, T Of::*member,
                const Form<T>& form) {
  Setting made{
      .name = name, .takes = form.takes, .type = type, .help = help, .choices = form.choices, .write = {}, .read = {}};
  made.write = [=, write = form.write](const ServeOptions& options) { return write(part(options, member)); };
  made.read = [=, read = form.read](ServeOptions& options, const Texts& texts) -> Result<void> {
    auto value = read(texts);
    if (!value) return std::move(value).error();
    part(options, member) = *std::move(value);
    return {};
  };
  return made;
}

std::string with(std::string text, char from, char to) {
  std::replace(text.begin(), text.end(), from, to);
  return text;
}

}  // namespace

std::string Setting::option() const { return "--" + name; }

std::string Setting::variable() const {
  std::string variable = "ORCAMO_" + with(name, '-', '_');
  std::transform(variable.begin(), variable.end(), variable.begin(),
                 [](char c) { return static_cast<char>(std::toupper(static_cast<unsigned char>(c))); });
  return variable;
}

std::string Setting::key() const { return with(name, '-', '_') + (takes == Takes::kSeveral ? "s" : ""); }

const std::vector<Setting>& serve_settings() {
  static const std::vector<Setting> table{
      setting("bind", "ADDRESS",
              "IP address of the HTTPS port; the admin port stays on loopback unless --admin-bind says otherwise",
              &ServerOptions::bind, text()),
      setting("port", "PORT", "HTTPS port; 0: any free one", &ServerOptions::port, whole_number<std::uint16_t>()),
      setting("admin-port", "PORT", "Admin port, plain HTTP; 0: any free one", &ServerOptions::admin_port,
              whole_number<std::uint16_t>()),
      setting("admin-bind", "ADDRESS",
              "IP address of the admin port; one that other machines can reach needs --allow-remote and a token",
              &ServerOptions::admin_bind, text()),
      setting("admin-token-file", "FILE",
              "Ask for a bearer token at the admin port: the first line of this file, - is standard input",
              &ServeOptions::admin_token_file, file()),
      setting("now", "TIME",
              std::string("The default sandbox's clock stands still at this time (mode frozen): ") + kTimeForms,
              &ServeOptions::now, time()),
      setting("seed", "NUMBER",
              "Fix what is otherwise random in every sandbox without a seed of its own: serials, passwords, tokens, "
              "keys, signatures. Then whoever knows the number knows the keys",
              &ServerOptions::seed, perhaps(whole_number<std::uint64_t>())),
      setting("state", "FILE",
              "Keep sandboxes, certificates and pending links in this file, and go on with what is in it; default: in "
              "memory only",
              &ServerOptions::state_file, file()),
      setting("ready-file", "FILE",
              "Write the ready line to this file once both ports listen (by rename); removed at the end",
              &ServeOptions::ready_file, file()),
      setting("ca-file", "FILE",
              "Write the CA certificate that clients have to trust to this file; default: a temporary file",
              &ServeOptions::ca_file, file()),
      setting("server-name", "NAME",
              "Another DNS name for the server's certificate, beside localhost, *.localhost, 127.0.0.1 and ::1; "
              "several with commas, or by repeating this",
              &ServerOptions::server_names, several_texts()),
      setting("max-sandboxes", "COUNT", "Sandboxes there may be at once, the default one included",
              &ServerOptions::max_sandboxes, whole_number<std::size_t>(1, 100'000)),
      setting("threads", "COUNT", "Threads that carry connections", &ServerOptions::threads,
              whole_number<std::size_t>(1, 64)),
      setting("tls", "VERSIONS", "TLS versions", &ServerOptions::tls_versions,
              one_of<TlsVersions>(
                  {{TlsVersions::kBoth, "any"}, {TlsVersions::kOnly12, "1.2"}, {TlsVersions::kOnly13, "1.3"}})),
      setting("log-format", "FORMAT", "Log on standard error: text (key=value) or json", &ServeOptions::log_format,
              one_of<LogFormat>({{LogFormat::kText, "text"}, {LogFormat::kJson, "json"}})),
      setting("log-level", "LEVEL", "Least level that is logged", &ServeOptions::log_level,
              one_of<LogLevel>({{LogLevel::kDebug, "debug"},
                                {LogLevel::kInfo, "info"},
                                {LogLevel::kWarning, "warning"},
                                {LogLevel::kError, "error"},
                                {LogLevel::kOff, "off"}})),
      setting("allow-remote", "", "Allow --bind and --admin-bind to addresses that other machines can reach",
              &ServerOptions::allow_remote, truth()),
  };
  return table;
}

}  // namespace orcamo::mock

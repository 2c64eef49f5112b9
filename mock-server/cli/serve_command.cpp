#include <CLI/CLI.hpp>
#include <algorithm>
#include <string>
#include <utility>

#include "cli/command.hpp"
#include "cli/exit_code.hpp"
#include "cli/serve.hpp"
#include "cli/serve_settings.hpp"

namespace orcamo::mock {
namespace {

constexpr const char* kExamples = R"(
Examples:
  orcamo-mock serve
      Any free ports; one JSON line on standard output says which, and where the CA certificate is:
      {"event":"ready","https":"https://localhost:PORT","admin":"http://127.0.0.1:PORT","ca":"FILE",...}
  orcamo-mock serve --port 8443 --admin-port 8480 --ca-file ca.pem --ready-file ready.json &
      Fixed ports. ready.json appears when both listen, and is gone when the server is.
  orcamo-mock serve --now 2031-02-03T04:05:06Z
      The sandbox clock stands still at that time; PUT /__admin/sandboxes/default/clock moves it.
  curl http://127.0.0.1:8480/__admin/sandboxes/default/certificates -d '{"not_after":"now+89d"}'
      Issues a client certificate with 89 days left.
Each option can come from the environment variable named beside it; the command line goes first.
)";

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "{" : ",") + word;
  return text + "}";
}

void add(CLI::App& app, const Setting& setting) {
  if (setting.takes == Setting::Takes::kNothing) {
    app.add_flag(setting.option(), setting.help)->envname(setting.variable());
    return;
  }
  CLI::Option& option = *app.add_option(setting.option(), setting.help)->envname(setting.variable());
  option.type_name(setting.choices.empty() ? setting.type : joined(setting.choices));
  if (setting.takes == Setting::Takes::kSeveral) option.expected(1)->take_all()->delimiter(',');
  const Json value = setting.write(default_serve_options());
  if (!value.is_null()) option.default_str(value.is_string() ? value.get<std::string>() : value.dump());
}

bool was_typed(const CLI::App& app, const CLI::Option* option) {
  const auto& typed = app.parse_order();
  return std::find(typed.begin(), typed.end(), option) != typed.end();
}

pki::Result<ServeOptions> read_line(const CLI::App& app) {
  ServeOptions options = default_serve_options();
  for (const Setting& setting : serve_settings()) {
    const CLI::Option* const option = app.get_option(setting.option());
    if (option->empty()) continue;
    if (auto read = setting.read(options, option->results()); !read) {
      return std::move(read).error().while_doing("reading " +
                                                 (was_typed(app, option) ? setting.option() : setting.variable()));
    }
  }
  return options;
}

}  // namespace

Command serve_command(CLI::App& program) {
  CLI::App& app = *program.add_subcommand("serve", "Run the server until SIGTERM or SIGINT");
  for (const Setting& setting : serve_settings()) add(app, setting);
  app.footer(std::string(kExamples) + kExitCodes);
  return {&app, [&app]() -> pki::Result<int> {
            auto options = read_line(app);
            if (!options) return std::move(options).error();
            auto served = serve(*std::move(options));
            if (!served) return std::move(served).error();
            return exit_code::kOk;
          }};
}

}  // namespace orcamo::mock

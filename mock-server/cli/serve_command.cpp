#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <string>
#include <utility>

#include "cli/command.hpp"
#include "cli/config.hpp"
#include "cli/config_schema.hpp"
#include "cli/exit_code.hpp"
#include "cli/serve.hpp"
#include "cli/serve_settings.hpp"

namespace orcamo::mock {
namespace {

constexpr const char* kExamples = R"(
Examples:
  orcamo-mock serve
      Any free ports; one JSON line on standard output says which, and where the CA certificate is:
      {"event":"ready","https":"https://localhost:PORT","admin":"http://127.0.0.1:PORT","ca":"FILE","seed":null,...}
  orcamo-mock serve --port 8443 --admin-port 8480 --ca-file ca.pem --ready-file ready.json &
      Fixed ports. ready.json appears when both listen, and is gone when the server is.
  orcamo-mock serve --now 2031-02-03T04:05:06Z
      The sandbox clock stands still at that time; PUT /__admin/sandboxes/default/clock moves it.
  orcamo-mock serve --seed 7 --now 2031-02-03T04:05:06Z
      The same client certificates, keys and passwords in every run that orders the same.
  curl http://127.0.0.1:8480/__admin/sandboxes/default/certificates -d '{"not_after":"now+89d"}'
      Issues a client certificate with 89 days left.
  orcamo-mock serve --config mock.json --print-config
      What mock.json, the environment and the command line come to together, without serving it.
Each option can come from the environment variable named beside it, or from a config file. The command line goes first,
then the environment, then the file.
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

// What was given on the command line goes before the environment, that before the config file, that before defaults.
pki::Result<ServeOptions> read_options(const CLI::App& app) {
  ServeOptions options = default_serve_options();
  if (const CLI::Option* const file = app.get_option("--config"); !file->empty()) {
    const auto config = load_config(file->as<std::string>());
    if (!config) return config.error();
    auto applied = apply_config(options, *config);
    if (!applied) return std::move(applied).error().while_doing("reading " + file->as<std::string>());
  }
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

pki::Result<int> run(const CLI::App& app) {
  if (app.count("--print-config-schema") > 0) {
    std::cout << config_schema_text() << std::flush;
    return exit_code::kOk;
  }
  auto options = read_options(app);
  if (!options) return std::move(options).error();
  if (app.count("--print-config") > 0) {
    std::cout << config_json(*options).dump(2) << std::endl;
    return exit_code::kOk;
  }
  auto served = serve(*std::move(options));
  if (!served) return std::move(served).error();
  return exit_code::kOk;
}

}  // namespace

Command serve_command(CLI::App& program) {
  CLI::App& app = *program.add_subcommand("serve", "Run the server until SIGTERM or SIGINT");
  app.add_option("--config",
                 "Read settings, the default sandbox's policy and sandboxes from this JSON file; - is standard input")
      ->type_name("FILE")
      ->envname("ORCAMO_CONFIG");
  for (const Setting& setting : serve_settings()) add(app, setting);
  app.add_flag("--print-config")
      ->description("Print what would be served, as a config file, and end; secrets are left out");
  app.add_flag("--print-config-schema")->description("Print the JSON Schema of config files, and end");
  app.footer(std::string(kExamples) + kExitCodes);
  return {&app, [&app] { return run(app); }};
}

}  // namespace orcamo::mock

#pragma once
#include <CLI/CLI.hpp>
#include <list>

#include "cli/option_table.hpp"

namespace orcamo::client {

// Grammar is the command line as the parsing library knows it, made of the tables.
class Grammar {
 public:
  explicit Grammar(Language language);

  // Each has words of its own: the library reads the environment for all of them.
  struct Subcommand {
    const CommandRow& row;
    CLI::App* app;
    Words words;
  };

  CLI::App& app() noexcept { return app_; }
  std::list<Subcommand>& subcommands() noexcept { return subcommands_; }

 private:
  void add(const OptionRow& row, Subcommand& subcommand, Language language);

  CLI::App app_;
  std::list<Subcommand> subcommands_;
};

}  // namespace orcamo::client

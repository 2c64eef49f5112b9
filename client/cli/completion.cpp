#include "cli/completion.hpp"

#include <algorithm>
#include <vector>

#include "cli/error_pages.hpp"
#include "cli/grammar.hpp"
#include "fmt/format.h"

namespace orcamo::client {
namespace {

// Argument is one option, or one argument by place, of a subcommand.
struct Argument {
  std::string name;  // "--store"; empty: by place
  std::string kind;  // "FILE"; empty: a flag
  std::vector<std::string> values;
  std::string help;

  bool takes_file() const { return kind.find("FILE") != std::string::npos || kind == "FOLDER" || kind == "STORE"; }
};

struct Subject {
  std::string name;  // of the subcommand
  std::string help;
  std::vector<Argument> arguments;
};

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string text;
  for (const std::string& word : words) {
    if (!text.empty()) text += between;
    text += word;
  }
  return text;
}

// values_of reads the list of a choice off the type's name: "FORM:{text,json}".
std::vector<std::string> values_of(const std::string& type) {
  std::vector<std::string> values;
  const std::size_t open = type.find('{');
  const std::size_t close = type.find('}', open);
  if (close == std::string::npos) return values;
  for (std::size_t at = open + 1; at < close;) {
    const std::size_t end = std::min(type.find(',', at), close);
    values.push_back(type.substr(at, end - at));
    at = end + 1;
  }
  return values;
}

Argument argument_of(const CLI::Option& option) {
  Argument argument;
  if (!option.get_lnames().empty()) argument.name = "--" + option.get_lnames().front();
  const std::string type = option.get_items_expected_max() == 0 ? std::string() : option.get_type_name();
  argument.kind = type.substr(0, type.find(':'));
  argument.values = values_of(type);
  if (argument.kind == "CODE|FILE") {
    for (const std::string_view code : error_codes()) argument.values.emplace_back(code);
  }
  argument.help = option.get_description();
  return argument;
}

std::vector<Subject> subjects_of(const CLI::App& app) {
  std::vector<Subject> subjects;
  for (const CLI::App* each : app.get_subcommands([](const CLI::App*) { return true; })) {
    Subject& subject = subjects.emplace_back(Subject{each->get_name(), each->get_description(), {}});
    for (const CLI::Option* option : each->get_options()) subject.arguments.push_back(argument_of(*option));
  }
  return subjects;
}

std::string names_of(const std::vector<Subject>& subjects, std::string_view between) {
  std::vector<std::string> names;
  names.reserve(subjects.size());
  for (const Subject& subject : subjects) names.push_back(subject.name);
  return joined(names, between);
}

std::string bash_script(const std::vector<Subject>& subjects) {
  std::string values;
  std::string words;
  for (const Subject& subject : subjects) {
    std::vector<std::string> options;
    for (const Argument& argument : subject.arguments) {
      if (argument.name.empty()) {
        options.insert(options.end(), argument.values.begin(), argument.values.end());
        continue;
      }
      options.push_back(argument.name);
      if (argument.kind.empty()) continue;
      const std::string offer = !argument.values.empty() ? "_orcamo_renew_words '" + joined(argument.values, " ") + "'"
                                : argument.takes_file()  ? "_orcamo_renew_files"
                                                         : ":";
      values += fmt::format("    '{} {}') {}; return ;;\n", subject.name, argument.name, offer);
    }
    const bool files = std::any_of(subject.arguments.begin(), subject.arguments.end(),
                                   [](const Argument& a) { return a.name.empty() && a.takes_file(); });
    words += fmt::format("    {}) {}_orcamo_renew_words '{}' ;;\n", subject.name, files ? "_orcamo_renew_files; " : "",
                         joined(options, " "));
  }
  return fmt::format(R"(# Completion of orcamo-renew for bash. Made by: orcamo-renew completion bash
_orcamo_renew_words() {{
  local found
  while IFS= read -r found; do COMPREPLY+=("$found"); done < <(compgen -W "$1" -- "$_orcamo_renew_word")
}}

_orcamo_renew_files() {{
  local found
  while IFS= read -r found; do COMPREPLY+=("$found"); done < <(compgen -f -- "$_orcamo_renew_word")
  compopt -o filenames 2>/dev/null
}}

_orcamo_renew() {{
  local _orcamo_renew_word=${{COMP_WORDS[COMP_CWORD]}} command='' i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case ${{COMP_WORDS[i]}} in
      {}) command=${{COMP_WORDS[i]}}; break ;;
    esac
  done
  case "$command ${{COMP_WORDS[COMP_CWORD - 1]}}" in
{}  esac
  case $command in
    '') _orcamo_renew_words '{} --help --version' ;;
{}  esac
}}
complete -F _orcamo_renew orcamo-renew
)",
                     names_of(subjects, "|"), values, names_of(subjects, " "), words);
}

// escaped puts a backslash before each of `special`.
std::string escaped(std::string_view text, std::string_view special) {
  std::string out;
  for (const char c : text) {
    if (special.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

// zsh_quoted is `text` in single quotes, which have no escapes of their own.
std::string zsh_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  return out + "'";
}

std::string zsh_specification(const Argument& argument) {
  std::string action;
  if (argument.takes_file() && !argument.values.empty()) {
    action = "{_files; compadd -- " + joined(argument.values, " ") + "}";
  } else if (!argument.values.empty()) {
    action = "(" + joined(argument.values, " ") + ")";
  } else if (argument.takes_file()) {
    action = "_files";
  }
  if (argument.name.empty()) return "1:" + escaped(argument.kind, ":") + ":" + action;
  const std::string option = argument.name + "[" + escaped(argument.help, "[]:\\") + "]";
  return argument.kind.empty() ? option : option + ":" + escaped(argument.kind, ":") + ":" + action;
}

std::string zsh_script(const std::vector<Subject>& subjects) {
  std::string commands;
  std::string cases;
  for (const Subject& subject : subjects) {
    commands += "    " + zsh_quoted(escaped(subject.name, ":") + ":" + escaped(subject.help, ":\\")) + "\n";
    cases += fmt::format("        {})\n          _arguments", subject.name);
    for (const Argument& argument : subject.arguments) {
      cases += " \\\n            " + zsh_quoted(zsh_specification(argument));
    }
    cases += " ;;\n";
  }
  return fmt::format(R"(#compdef orcamo-renew
# Completion of orcamo-renew for zsh. Made by: orcamo-renew completion zsh
_orcamo_renew() {{
  local curcontext=$curcontext state line
  local -a commands
  commands=(
{}  )
  _arguments -C '--help' '--version' '1:subcommand:->command' '*::argument:->argument'
  case $state in
    command) _describe -t commands subcommand commands ;;
    argument)
      case $words[1] in
{}      esac ;;
  esac
}}
if [ "$funcstack[1]" = _orcamo_renew ]; then _orcamo_renew "$@"; else compdef _orcamo_renew orcamo-renew; fi
)",
                     commands, cases);
}

std::string fish_quoted(std::string_view text) { return "'" + escaped(text, "'\\") + "'"; }

std::string fish_script(const std::vector<Subject>& subjects) {
  std::string text =
      "# Completion of orcamo-renew for fish. Made by: orcamo-renew completion fish\n"
      "complete -c orcamo-renew -f\n"
      "complete -c orcamo-renew -n __fish_use_subcommand -l help\n"
      "complete -c orcamo-renew -n __fish_use_subcommand -l version\n";
  for (const Subject& subject : subjects) {
    text += fmt::format("complete -c orcamo-renew -n __fish_use_subcommand -a {} -d {}\n", subject.name,
                        fish_quoted(subject.help));
    for (const Argument& argument : subject.arguments) {
      std::string line = fmt::format("complete -c orcamo-renew -n '__fish_seen_subcommand_from {}'", subject.name);
      if (!argument.name.empty()) line += " -l " + argument.name.substr(2);
      if (!argument.kind.empty() && !argument.name.empty()) line += " -r";
      if (argument.takes_file()) line += " -F";
      if (!argument.values.empty()) line += " -a " + fish_quoted(joined(argument.values, " "));
      text += line + " -d " + fish_quoted(argument.help) + "\n";
    }
  }
  return text;
}

}  // namespace

std::string completion_script(std::string_view shell, Language language) {
  Grammar grammar(language);
  const std::vector<Subject> subjects = subjects_of(grammar.app());
  if (shell == "zsh") return zsh_script(subjects);
  return shell == "fish" ? fish_script(subjects) : bash_script(subjects);
}

}  // namespace orcamo::client

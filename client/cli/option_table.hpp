#pragma once
#include <optional>
#include <span>
#include <string_view>
#include <variant>

#include "cli/language.hpp"
#include "cli/words.hpp"

// Everything that can be written on the command line of orcamo-renew. --help, the parser and the completions of the
// shells are made of these two tables.
namespace orcamo::client {

enum class Command { kCheck, kRenew, kWatch, kLogin, kList, kShow, kImport, kExport, kPrune, kExplain, kCompletion };

struct OptionRow {
  std::string_view name;  // "--store"; without dashes: an argument that is told by its place
  std::variant<std::string Words::*, bool Words::*, int Words::*> target;
  std::string_view kind;      // "FILE", "FOLDER", "TIME": what the value is; of a flag empty
  std::string_view choices;   // the values there are, with blanks between; empty: not listed
  std::string_view variable;  // of the environment; empty: none
  Text help;
};

struct CommandRow {
  Command command;
  std::string_view name;
  Text what;
  std::string_view options;  // names of OptionRow, with blanks between, as --help lists them
  std::string_view needs;    // those of them that it cannot do without
};

std::span<const OptionRow> option_table() noexcept;
std::span<const CommandRow> command_table() noexcept;

// option_row and command_row look a name up; null where there is none of that name.
const OptionRow* option_row(std::string_view name) noexcept;
const CommandRow* command_row(std::string_view name) noexcept;
const CommandRow& command_row(Command command) noexcept;

// next_word takes the first word off `words`, which has blanks between; empty at the end.
std::string_view next_word(std::string_view& words) noexcept;

bool has_word(std::string_view words, std::string_view word) noexcept;

}  // namespace orcamo::client

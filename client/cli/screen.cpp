#include "cli/screen.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdlib>
#include <string>
#include <string_view>

namespace orcamo::client {
namespace {

constexpr std::size_t kNarrowest = 40;
constexpr std::size_t kWidest = 160;  // wider lines are no easier to read

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view() : std::string_view(value);
}

std::size_t columns_of_process() {
  std::size_t columns = 0;
  const std::string_view told = variable("COLUMNS");
  std::from_chars(told.data(), told.data() + told.size(), columns);
  winsize size{};
  if (columns == 0 && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) columns = size.ws_col;
  if (columns == 0) columns = 80;
  return std::clamp(columns, kNarrowest, kWidest);
}

Signs signs_of_process() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    std::string value(variable(name));
    if (value.empty()) continue;
    std::transform(value.begin(), value.end(), value.begin(), [](unsigned char c) { return std::tolower(c); });
    const bool utf8 = value.find("utf-8") != std::string::npos || value.find("utf8") != std::string::npos;
    return utf8 ? Signs::kUnicode : Signs::kAscii;
  }
  return Signs::kAscii;
}

}  // namespace

Screen Screen::of_process() {
  Screen screen;
  screen.out_is_terminal = ::isatty(STDOUT_FILENO) == 1;
  screen.err_is_terminal = ::isatty(STDERR_FILENO) == 1;
  screen.columns = columns_of_process();
  const bool plain = !variable("NO_COLOR").empty() || variable("TERM").empty() || variable("TERM") == "dumb";
  screen.colour = screen.out_is_terminal && !plain ? Colour::kYes : Colour::kNo;
  screen.signs = signs_of_process();
  return screen;
}

}  // namespace orcamo::client

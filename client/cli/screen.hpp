#pragma once
#include <cstddef>

namespace orcamo::client {

enum class Colour { kNo, kYes };
enum class Signs { kAscii, kUnicode };

// Screen is what standard output and standard error can show.
struct Screen {
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  std::size_t columns = 80;
  Colour colour = Colour::kNo;
  Signs signs = Signs::kUnicode;

  // of_process asks the terminal and the environment: NO_COLOR (https://no-color.org), TERM, COLUMNS, LC_ALL and LANG.
  static Screen of_process();
};

}  // namespace orcamo::client

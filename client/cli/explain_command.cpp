#include <algorithm>
#include <ostream>
#include <string>

#include "cli/commands.hpp"
#include "cli/error_pages.hpp"
#include "cli/exit_status.hpp"
#include "cli/explain_file.hpp"
#include "cli/report.hpp"

namespace orcamo::client {
namespace {

constexpr Text kMeaning{"meaning", "意味"};
constexpr Text kAdvice{"what to do", "対処"};

// code_in takes a code as messages end in it: "… [p12.wrong_password]".
std::string_view code_in(std::string_view text) {
  const std::size_t open = text.rfind('[');
  const std::size_t close = text.rfind(']');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return text;
  return text.substr(open + 1, close - open - 1);
}

// distance is how many letters have to change, come or go between two words.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

// nearest is the code that was probably meant; the part behind the dot alone will do. Empty: none is near.
std::string_view nearest(std::string_view word) {
  std::string_view best;
  std::size_t least = std::max<std::size_t>(word.size() / 3, 1) + 1;
  for (const std::string_view code : error_codes()) {
    for (const std::string_view form : {code, code.substr(code.find('.') + 1)}) {
      const std::size_t here = distance(word.substr(0, 80), form);
      if (here < least) {
        least = here;
        best = code;
      }
    }
  }
  return best;
}

int explain_code(const ErrorEntry& entry, const Options& options, const Surroundings& surroundings) {
  if (options.output == OutputForm::kJson) {
    print({{"code", entry.code}, {"meaning", entry.meaning}, {"advice", entry.advice}}, surroundings.out);
    return exit_status::kOk;
  }
  surroundings.out << entry.code << '\n'
                   << "  " << kMeaning.in(options.language) << ": " << entry.meaning << '\n'
                   << "  " << kAdvice.in(options.language) << ": " << entry.advice << '\n';
  return exit_status::kOk;
}

}  // namespace

int explain_subject(const Options& options, const Surroundings& surroundings) {
  if (const auto entry = error_entry(options.language, code_in(options.subject))) {
    return explain_code(*entry, options, surroundings);
  }
  std::error_code ignored;
  if (std::filesystem::exists(options.subject, ignored)) return explain_file(options, surroundings);

  const std::string_view near = nearest(code_in(options.subject));
  const pki::Error error(
      pki::Errc::kUsage, quoted(options.subject, 120) + " is neither an error code nor a file",
      near.empty() ? "the codes are listed in docs/reference/errors.md" : "did you mean " + std::string(near) + "?");
  return report_failure(error, exit_status::kUsage, options, surroundings);
}

}  // namespace orcamo::client

#include "cli/error_pages.hpp"

#include "cli/error_page_texts.hpp"

namespace orcamo::client {
namespace {

// plain is a cell of a table without the marks of Markdown: `code` and [text](address).
std::string plain(std::string_view cell) {
  while (cell.starts_with(' ')) cell.remove_prefix(1);
  while (cell.ends_with(' ')) cell.remove_suffix(1);
  std::string text;
  while (!cell.empty()) {
    const std::size_t middle = cell.front() == '[' ? cell.find("](") : std::string_view::npos;
    const std::size_t end = middle == std::string_view::npos ? middle : cell.find(')', middle);
    if (end != std::string_view::npos) {
      text += cell.substr(1, middle - 1);
      cell.remove_prefix(end + 1);
      continue;
    }
    if (cell.front() != '`') text += cell.front();
    cell.remove_prefix(1);
  }
  return text;
}

// next_row takes lines off `page` up to the next row of a code: "| `code` | meaning | advice |". Unset at the end.
struct Row {
  std::string_view code;
  std::string_view meaning;
  std::string_view advice;
};
std::optional<Row> next_row(std::string_view& page) {
  while (!page.empty()) {
    const std::size_t end = std::min(page.find('\n'), page.size());
    const std::string_view line = page.substr(0, end);
    page.remove_prefix(std::min(end + 1, page.size()));
    if (!line.starts_with("| `")) continue;
    const std::size_t closing = line.find('`', 3);
    const std::size_t first = line.find('|', closing);
    const std::size_t second = line.find('|', first + 1);
    const std::size_t third = line.rfind('|');
    if (closing == std::string_view::npos || first == std::string_view::npos || third <= second) continue;
    return Row{line.substr(3, closing - 3), line.substr(first + 1, second - first - 1),
               line.substr(second + 1, third - second - 1)};
  }
  return std::nullopt;
}

}  // namespace

std::optional<ErrorEntry> error_entry(Language language, std::string_view code) {
  std::string_view page = language == Language::kJapanese ? kErrorPageJapanese : kErrorPage;
  while (const auto row = next_row(page)) {
    if (row->code == code) return ErrorEntry{row->code, plain(row->meaning), plain(row->advice)};
  }
  return std::nullopt;
}

std::vector<std::string_view> error_codes() {
  std::vector<std::string_view> codes;
  std::string_view page = kErrorPage;
  while (const auto row = next_row(page)) codes.push_back(row->code);
  return codes;
}

}  // namespace orcamo::client

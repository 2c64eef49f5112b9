#include "cli/config_text.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "orcamo/pki/in_quotes.hpp"

namespace orcamo::mock {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

constexpr std::size_t kDeepest = 64;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// place says where the octet at `offset` stands, in lines and characters.
std::string place(std::string_view text, std::size_t offset) {
  const auto before = text.substr(0, offset);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const auto start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  const auto in_line = before.substr(start);
  const auto column = 1 + std::count_if(in_line.begin(), in_line.end(), [](char c) { return (c & 0xC0) != 0x80; });
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

// complaint is what the parser says is wrong, without what it has read: that may be a secret.
std::string complaint(std::string_view said) {
  const auto begin = said.find(" - ");
  if (begin == std::string_view::npos) return "a value cannot be read";
  std::string text(said.substr(begin + 3));
  text.resize(std::min(text.find("; last read"), text.size()));
  std::replace(text.begin(), text.end(), ';', ',');
  return text;
}

// Check is the parser's listener: it looks for what a parsed value no longer shows.
class Check final : public nlohmann::json_sax<Json> {
 public:
  explicit Check(std::string_view text) : text_(text) {}

  std::optional<Error> fault;

  bool null() override { return next(); }
  bool boolean(bool) override { return next(); }
  bool number_integer(number_integer_t) override { return next(); }
  bool number_unsigned(number_unsigned_t) override { return next(); }
  bool number_float(number_float_t, const string_t&) override { return next(); }
  bool string(string_t&) override { return next(); }
  bool binary(binary_t&) override { return next(); }
  bool start_object(std::size_t) override { return enter(); }
  bool start_array(std::size_t) override { return enter(); }
  bool end_object() override { return leave(); }
  bool end_array() override { return leave(); }

  bool key(string_t& name) override {
    Level& level = levels_.back();
    level.key = name;
    if (level.keys.insert(name).second) return true;
    fault = Error(Errc::kRequestMalformed, pointer() + " stands there twice", "keep one of the two");
    return false;
  }

  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& exception) override {
    const std::size_t offset = std::min(position == 0 ? 0 : position - 1, text_.size());
    fault = Error(Errc::kRequestMalformed, place(text_, offset) + ": " + complaint(exception.what()),
                  "write one JSON object");
    return false;
  }

 private:
  struct Level {
    std::set<std::string> keys = {};
    std::string key = {};     // of the member that is being read
    std::size_t element = 0;  // of a list: the one that is being read
  };

  bool enter() {
    if (levels_.size() < kDeepest) {
      levels_.emplace_back();
      return true;
    }
    fault = Error(Errc::kRequestMalformed, "it nests deeper than 64 levels", "write flat JSON");
    return false;
  }

  bool leave() {
    levels_.pop_back();
    return next();
  }

  bool next() {
    if (!levels_.empty()) ++levels_.back().element;
    return true;
  }

  std::string pointer() const {
    Json::json_pointer pointer;
    for (const Level& level : levels_) {
      if (level.keys.empty()) {
        pointer /= level.element;
      } else {
        pointer /= level.key;
      }
    }
    return pki::shown(pointer.to_string());
  }

  std::string_view text_;
  std::vector<Level> levels_;
};

}  // namespace

Result<Json> parse_config(std::string_view text) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return Error(Errc::kRequestMalformed, "it is empty", "write one JSON object, at least {}");
  }
  Check check(text);
  if (!Json::sax_parse(text, &check)) return *std::move(check.fault);
  return Json::parse(text, nullptr, false);
}

}  // namespace orcamo::mock

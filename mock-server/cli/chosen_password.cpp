#include "cli/chosen_password.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "authority/p12_text.hpp"
#include "cli/files.hpp"

namespace orcamo::mock {
namespace {

using pki::Errc;
using pki::Error;
using std::string_view_literals::operator""sv;

constexpr std::size_t kMostRead = 1 << 16;  // octets: more than any password, for whatever stands below it
constexpr auto kByteOrderMark = "\xef\xbb\xbf"sv;

bool is_utf16(std::string_view text) noexcept { return text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff"); }

Error undecodable(const std::string& what, std::string_view advice) {
  return Error(Errc::kPasswordFileUndecodable, what, std::string(advice));
}

}  // namespace

pki::Result<pki::Secret> read_chosen_password(const std::filesystem::path& path) {
  const std::string name = path == "-" ? "standard input" : path.string();
  auto read = read_text_file(path, kMostRead);
  if (!read) {
    return Error(Errc::kPasswordFileUnreadable, "the password: " + read.error().message(),
                 "name a file that this user may read, or - for standard input");
  }
  const pki::Secret file = pki::Secret::take(*read);
  std::string_view line = file.reveal();
  if (is_utf16(line)) return undecodable("the password in " + name + " is UTF-16", "save it as UTF-8");
  if (line.starts_with(kByteOrderMark)) line.remove_prefix(kByteOrderMark.size());
  const std::size_t end = std::min(line.find('\n'), line.size());
  const bool is_last = line.size() - end <= 1;
  line = line.substr(0, end);
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (line.empty() && !is_last) {
    return Error(Errc::kPasswordFileEmpty, "the first line of " + name + " is empty, and more stands below it",
                 "put the password on the first line; for the empty password, leave the file empty");
  }
  if (const auto objection = password_file_objection(line); !objection.empty()) {
    return undecodable("the password in " + name + " " + std::string(objection),
                       "choose one that the password file beside the .p12 can hold, on one line of UTF-8");
  }
  return pki::Secret::copy_of(line);
}

}  // namespace orcamo::mock

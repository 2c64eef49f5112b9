#include "store/file_name.hpp"

#include <algorithm>

namespace orcamo::client {
namespace {

constexpr std::string_view kEnding = ".p12";
constexpr std::size_t kLongest = 200;  // octets; file systems stop at 255, and the password file's name is longer

bool is_control(char c) noexcept { return (c >= 0 && c < ' ') || c == '\x7f'; }

// The name may have come from a server: only what is printable ASCII is shown, and not too much of it.
std::string shown(std::string_view name) {
  constexpr std::size_t kShown = 80;
  std::string out;
  for (const char c : name.substr(0, kShown)) out += c >= ' ' && c <= '~' ? c : '?';
  return "\"" + out + (name.size() > kShown ? "...\"" : "\"");
}

pki::Error unsafe(std::string_view name, std::string_view why) {
  return pki::Error(pki::Errc::kStoreNameUnsafe, "the file name " + shown(name) + " " + std::string(why),
                    "a certificate file has a plain name such as 123456__JP_u00000001_client001.p12");
}

}  // namespace

pki::Result<void> check_file_name(std::string_view name) {
  if (name.empty()) return unsafe(name, "is empty");
  if (name.size() > kLongest) return unsafe(name, "is longer than 200 octets");
  if (name.find_first_of("/\\") != std::string_view::npos) return unsafe(name, "leads to another folder");
  if (name.front() == '.') return unsafe(name, "begins with a dot");
  if (std::any_of(name.begin(), name.end(), is_control)) return unsafe(name, "has control characters");
  if (!name.ends_with(kEnding)) return unsafe(name, "does not end in .p12");
  return {};
}

std::string password_file_name(std::string_view p12_name) {
  if (p12_name.ends_with(kEnding)) p12_name.remove_suffix(kEnding.size());
  return std::string(p12_name) + ".password.txt";
}

}  // namespace orcamo::client

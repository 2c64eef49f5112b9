#include "store/file_name.hpp"

#include "identity/printable.hpp"
#include "identity/utf8.hpp"

namespace orcamo::client {
namespace {

constexpr std::size_t kLongest = 200;  // octets; file systems stop at 255, and the password file's name is longer
constexpr std::size_t kShown = 80;     // octets: the name may have come from a server

// has_controls looks through what is UTF-8.
bool has_controls(std::string_view name) noexcept {
  while (!name.empty()) {
    const CodePoint point = first_code_point(name);
    if (is_control(point.value)) return true;
    name.remove_prefix(point.octets);
  }
  return false;
}

pki::Error unsafe(std::string_view name, std::string_view why) {
  return pki::Error(pki::Errc::kStoreNameUnsafe, "the file name " + quoted(name, kShown) + " " + std::string(why),
                    "a certificate file has a plain name such as 123456__JP_u00000001_client001.p12");
}

}  // namespace

pki::Result<void> check_file_name(std::string_view name) {
  if (name.empty()) return unsafe(name, "is empty");
  if (name.size() > kLongest) return unsafe(name, "is longer than 200 octets");
  if (name.find_first_of("/\\") != std::string_view::npos) return unsafe(name, "leads to another folder");
  if (name.front() == '.') return unsafe(name, "begins with a dot");
  if (!is_utf8(name)) return unsafe(name, "is not UTF-8");
  if (has_controls(name)) return unsafe(name, "has control characters");
  if (!name.ends_with(kP12Ending)) return unsafe(name, "does not end in .p12");
  return {};
}

std::string password_file_name(std::string_view p12_name) {
  if (p12_name.ends_with(kP12Ending)) p12_name.remove_suffix(kP12Ending.size());
  return std::string(p12_name).append(kPasswordEnding);
}

}  // namespace orcamo::client

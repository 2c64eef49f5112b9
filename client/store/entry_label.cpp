#include "store/entry_label.hpp"

#include "store/file_name.hpp"

namespace orcamo::client {

constexpr std::string_view kP12End = ".p12";

std::string label_for(std::string_view p12_name) {
  return std::string(p12_name.substr(0, p12_name.size() - kP12End.size()));
}

std::string file_name_for(const std::string& label, const pki::Certificate& certificate) {
  std::string name = label + std::string(kP12End);
  if (!label.empty() && check_file_name(name)) return name;
  return certificate.serial() + std::string(kP12End);
}

}  // namespace orcamo::client

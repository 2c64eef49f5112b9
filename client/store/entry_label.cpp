#include "store/entry_label.hpp"

#include "store/file_name.hpp"

namespace orcamo::client {

std::string label_for(std::string_view p12_name) {
  return std::string(p12_name.substr(0, p12_name.size() - kP12Ending.size()));
}

std::string file_name_for(const std::string& label, const pki::Certificate& certificate) {
  std::string name = label + std::string(kP12Ending);
  if (!label.empty() && check_file_name(name)) return name;
  return certificate.serial() + std::string(kP12Ending);
}

}  // namespace orcamo::client

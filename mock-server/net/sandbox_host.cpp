#include "net/sandbox_host.hpp"

#include <algorithm>

namespace orcamo::mock {

std::string sandbox_label(std::string_view host) {
  constexpr std::string_view kSuffix = ".localhost";
  std::string name(host.substr(0, host.find(':')));
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  if (!name.ends_with(kSuffix)) return {};
  name.resize(name.size() - kSuffix.size());
  const auto dot = name.rfind('.');
  return dot == std::string::npos ? name : name.substr(dot + 1);
}

}  // namespace orcamo::mock

#include "store/store_name.hpp"

#include <utility>

namespace orcamo::client {

StoreName parse_store_name(std::string_view name) noexcept {
  using Kind = StoreName::Kind;
  constexpr std::pair<std::string_view, Kind> kPrefixes[] = {
      {"pem:", Kind::kPem}, {"nss:", Kind::kNss}, {"pkcs11:", Kind::kPkcs11}};
  for (const auto& [prefix, kind] : kPrefixes) {
    if (name.starts_with(prefix)) return {kind, prefix, name.substr(prefix.size())};
  }
  return {Kind::kDirectory, {}, name};
}

}  // namespace orcamo::client

#include "store/pkcs11_uri.hpp"

#include <algorithm>
#include <charconv>
#include <set>
#include <utility>

#include "store/store_name.hpp"

namespace orcamo::client {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

Error malformed(std::string what) {
  return Error(Errc::kUsage, "the PKCS#11 URI " + std::move(what),
               "write it like pkcs11:token=clinic?module-path=/usr/lib/softhsm/libsofthsm2.so");
}

std::optional<int> digit(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return std::nullopt;
}

// decoded undoes percent-encoding (RFC 3986, 2.1).
Result<std::string> decoded(std::string_view name, std::string_view value) {
  std::string text;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] != '%') {
      text += value[i];
      continue;
    }
    const auto high = i + 2 < value.size() ? digit(value[i + 1]) : std::nullopt;
    const auto low = high ? digit(value[i + 2]) : std::nullopt;
    if (!low || (*high == 0 && *low == 0))
      return malformed("has a % that two digits do not follow, in " + std::string(name));
    text += static_cast<char>(*high * 16 + *low);
    i += 2;
  }
  return text;
}

Result<std::filesystem::path> pin_file_of(const std::string& source) {
  constexpr std::string_view kFile = "file:";
  std::string path = source;
  if (path.starts_with(kFile)) {
    path.erase(0, kFile.size());
    if (path.starts_with("//")) path.erase(0, path.starts_with("///") ? 2 : path.find('/', 2));
  }
  if (!path.starts_with('/')) return malformed("has a pin-source that is not the whole path of a file");
  return std::filesystem::path(path);
}

Result<void> set(Pkcs11Uri& uri, std::string_view name, std::string value) {
  if (name == "token") {
    uri.token = std::move(value);
  } else if (name == "manufacturer") {
    uri.manufacturer = std::move(value);
  } else if (name == "model") {
    uri.model = std::move(value);
  } else if (name == "serial") {
    uri.serial = std::move(value);
  } else if (name == "slot-id") {
    unsigned long id = 0;
    const auto [end, failure] = std::from_chars(value.data(), value.data() + value.size(), id);
    if (failure != std::errc() || end != value.data() + value.size())
      return malformed("has a slot-id that is no number");
    uri.slot_id = id;
  } else if (name == "module-path") {
    uri.module_path = std::move(value);
  } else if (name == "pin-source") {
    auto file = pin_file_of(value);
    if (!file) return file.error();
    uri.pin_file = *std::move(file);
  } else if (name == "pin-value") {
    return Error(Errc::kUsage, "the PKCS#11 URI has the PIN in it, where every user of this computer can read it",
                 "write the PIN into a file of yours, 0600, and name that: --store-pin-file, or pin-source=file:/…");
  } else {
    return malformed("has an attribute that is not known: " + std::string(name));
  }
  return {};
}

// set_all reads attributes that `separator` stands between; `names` are those seen before.
Result<void> set_all(Pkcs11Uri& uri, std::string_view attributes, char separator, std::set<std::string>& names) {
  while (!attributes.empty()) {
    const std::string_view attribute = attributes.substr(0, attributes.find(separator));
    attributes.remove_prefix(std::min(attributes.size(), attribute.size() + 1));
    const auto equals = attribute.find('=');
    if (equals == std::string_view::npos) return malformed("has a part that is not name=value");
    const std::string_view name = attribute.substr(0, equals);
    if (!names.emplace(name).second) return malformed("has " + std::string(name) + " twice");
    auto value = decoded(name, attribute.substr(equals + 1));
    if (!value) return value.error();
    if (auto done = set(uri, name, *std::move(value)); !done) return done;
  }
  return {};
}

}  // namespace

Result<Pkcs11Uri> parse_pkcs11_uri(std::string_view text) {
  const StoreName name = parse_store_name(text);
  if (name.kind != StoreName::Kind::kPkcs11) return malformed("does not begin with pkcs11:");
  text = name.rest;
  const auto question = text.find('?');
  Pkcs11Uri uri;
  std::set<std::string> names;
  if (auto done = set_all(uri, text.substr(0, question), ';', names); !done) return done.error();
  const std::string_view query = question == std::string_view::npos ? "" : text.substr(question + 1);
  if (auto done = set_all(uri, query, '&', names); !done) return done.error();
  return uri;
}

}  // namespace orcamo::client

#pragma once
#include <string_view>

namespace orcamo::client {

// StoreName is how a command line names a store, taken apart: pem:/srv/store is kPem, "pem:" and "/srv/store". It
// borrows.
struct StoreName {
  enum class Kind { kDirectory, kPem, kNss, kPkcs11 };

  Kind kind;
  std::string_view prefix;  // with its colon; empty: kDirectory
  std::string_view rest;

  // has_files tells whether each certificate has files of its own there.
  bool has_files() const noexcept { return kind == Kind::kDirectory || kind == Kind::kPem; }
};

// parse_store_name takes what begins with no prefix for a folder as it is; one of such a name is written ./pem:…
StoreName parse_store_name(std::string_view name) noexcept;

}  // namespace orcamo::client

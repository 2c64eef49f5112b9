#pragma once
#include <filesystem>
#include <string>

#include "orcamo/pki/result.hpp"

namespace orcamo::mock {

struct ExpectOptions {
  std::string admin;                            // base URL of the admin port
  std::filesystem::path admin_token_file = {};  // empty: none; "-": standard input
  std::string sandbox = "default";
  std::filesystem::path file;  // "-": standard input
  bool json = false;           // the server's answer instead of lines for people
};

struct ExpectReport {
  bool met = false;
  std::string text = {};  // for standard output, with its line ends
};

// expect asks a running mock whether its journal is as the file expects: {"expect":[…]}, or the list alone.
pki::Result<ExpectReport> expect(const ExpectOptions& options);

}  // namespace orcamo::mock

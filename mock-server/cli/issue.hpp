#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "orcamo/pki/result.hpp"

namespace orcamo::mock {

// IssueOptions are as they were typed; empty ones take the sandbox's defaults.
struct IssueOptions {
  std::string now;
  std::string not_before;
  std::string not_after;
  std::string facility;
  std::string client;
  std::string key;
  std::string profile;
  std::string broken;  // a kind of broken file; with no profile but Modern2023
  std::string shape;
  std::filesystem::path password_file;
  std::filesystem::path out;
  std::optional<std::uint64_t> seed;
};

// check_seed is CLI11's way to say what is wrong with a text; by itself it takes -1 for the largest number.
std::string check_seed(const std::string& text);

// issue makes a new authority and one client certificate of it, without a server: ca.pem, the .p12 and its password in
// the folder `out`. Nothing is overwritten. The result is the line for standard output: JSON, paths and
// dates.
pki::Result<std::string> issue(const IssueOptions& options);

}  // namespace orcamo::mock

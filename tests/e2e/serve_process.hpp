#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "orcamo/testing/temporary_directory.hpp"
#include "process.hpp"

namespace orcamo::e2e {

using Json = nlohmann::json;

inline const std::string kMockProgram = ORCAMO_MOCK_PROGRAM;
inline const std::string kRenewProgram = ORCAMO_RENEW_PROGRAM;

// IssuedFiles is what a clinic has: a .p12 and its password, in files.
struct IssuedFiles {
  Json answer;  // of the admin API
  std::filesystem::path p12;
  std::filesystem::path password_file;
};

// ServeProcess is the program `orcamo-mock serve` on ports of its own, ready when the constructor returns.
class ServeProcess {
 public:
  explicit ServeProcess(const std::vector<std::string>& more_arguments = {});

  const Json& ready() const noexcept { return ready_; }  // the line on standard output
  std::string https() const { return ready_.at("https"); }
  std::string admin() const { return ready_.at("admin"); }
  std::string ca() const { return ready_.at("ca"); }
  Process& process() noexcept { return process_; }

  // ask calls the admin API below /__admin/sandboxes/default and returns the JSON of a success; any other status fails
  // the running test.
  Json ask(std::string_view method, std::string_view path, const Json& body = nullptr);

  // issue lets the admin API issue a certificate and saves it in `folder` under its own name.
  IssuedFiles issue(const testing::TemporaryDirectory& folder, const Json& order);

 private:
  Process process_;
  Json ready_;
};

}  // namespace orcamo::e2e

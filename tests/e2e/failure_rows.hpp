#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "orcamo/client/renewal.hpp"
#include "world/fault.hpp"
#include "world/policy.hpp"

// What can go wrong with a renewal and with its download, row by row.
namespace orcamo::testing {

// Ending is how a renewal fails: the code, and the step that it came to.
struct Ending {
  pki::Errc code;
  client::Step step;
};

// FailureRow is one thing that goes wrong, and what comes of it.
struct FailureRow {
  std::string name;
  std::vector<mock::Fault> faults{};
  std::optional<Ending> fails{};  // unset: it is renewed
  std::size_t waits = 0;          // and tried again so often
  std::function<void(mock::Policy&)> policy{};
  pki::Seconds left = pki::days(60);    // of the old certificate
  std::size_t issued = 2;               // certificates, the old one counted
  std::string file_name_ends = ".p12";  // of the new one
  pki::Seconds dawdles{0};              // the client, between its first question and the download
  bool changed_authority = false;       // since the old one was issued
  bool trusts_successor = false;        // and the client is told which is the new one
};

inline void PrintTo(const FailureRow& row, std::ostream* out) { *out << row.name; }

std::vector<FailureRow> renewal_rows();
std::vector<FailureRow> download_rows();

}  // namespace orcamo::testing

#pragma once
#include <string>
#include <string_view>

#include "orcamo/client/renewal_journal.hpp"

namespace orcamo::client {

// RecordText is a record as it is written down: without its secrets, which are in files of these names beside it.
struct RecordText {
  RenewalRecord record{};       // passwords and file empty
  std::string link_password{};  // empty: there is none
  std::string arrival_password{};
  std::string arrival_p12{};
};

// write_record makes JSON of it. Octets of addresses and names that are not UTF-8 are replaced.
std::string write_record(const RecordText& text);

// read_record fails with kRenewalJournalUnusable: damaged, or of a later version.
pki::Result<RecordText> read_record(std::string_view json);

}  // namespace orcamo::client

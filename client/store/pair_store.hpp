#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "orcamo/client/certificate_store.hpp"
#include "store/pair_folder.hpp"

namespace orcamo::client {

// Lonely is what becomes of a file that belongs beside an entry, where there is none, and other octets are to be there:
// a password may be written over, a key may be the only one of its kind.
enum class Lonely { kReplaced, kKept };

// PairReading is what the files of a pair mean.
struct PairReading {
  pki::Result<pki::Credential> (*open)(pki::BytesView entry, const pki::Secret& beside, const std::string& beside_path);
  pki::Errc beside_missing;       // also where it cannot be read
  std::string_view beside_named;  // in "put the password beside it"
  mode_t entry_open_to_others;    // the permissions that an entry should not have; what is beside has none for others
  Lonely lonely;
};

// Pair is a certificate of a PairFolder, opened.
struct Pair {
  std::string name;
  pki::Bytes entry;
  pki::Secret beside;
  pki::Credential credential;

  Pair copy() const { return {name, entry, beside.clone(), credential}; }
};

// PairStore is what the stores of pairs have in common.
class PairStore {
 public:
  PairStore(PairFolder folder, const PairReading& reading) : folder_(std::move(folder)), reading_(reading) {}

  pki::Result<std::vector<StoredCertificate>> list();
  pki::Result<void> add(const std::string& name, const pki::Certificate& certificate, pki::BytesView entry,
                        pki::BytesView beside);
  pki::Result<void> make_current(const pki::Certificate& certificate);
  pki::Result<Pair> find(const pki::Certificate& certificate);
  pki::Result<void> remove(const pki::Certificate& certificate, pki::TimePoint now);

  std::vector<std::string> open_to_others() const { return {open_to_others_.begin(), open_to_others_.end()}; }

 private:
  pki::Result<std::optional<Pair>> open_pair(const Folder& folder, const std::string& name);
  pki::Result<std::vector<Pair>> open_all(const Folder& folder);
  pki::Result<void> check_lonely(const Folder& folder, const std::string& name, pki::BytesView beside) const;
  std::vector<StoredCertificate> listed(const std::vector<Pair>& pairs) const;
  void note_modes(const Folder& folder, const std::string& name);

  PairFolder folder_;
  PairReading reading_;
  std::set<std::string> open_to_others_;
  std::map<std::string, Pair> opened_;  // by name: what has the octets that it had is not decrypted again
};

}  // namespace orcamo::client

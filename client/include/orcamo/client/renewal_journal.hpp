#pragma once
#include <memory>
#include <optional>
#include <string>

#include "orcamo/client/certificate_store.hpp"
#include "orcamo/client/renewal_channel.hpp"

namespace orcamo::client {

enum class Committed { kNo, kYes };

// RenewalRecord is how far one renewal has come: whatever of it cannot be had again by asking.
struct RenewalRecord {
  std::string old_fingerprint{};  // of the certificate that is being replaced; SHA-256, as Certificate has it
  std::string new_fingerprint{};  // of its replacement; empty until that has been opened
  std::string server{};           // login URL and
  std::string channel{};          // RenewalChannel::name that the replacement was asked for by
  std::optional<Replacement> replacement = std::nullopt;  // where it waits; unset: asked for, and no answer yet
  std::optional<Arrival> arrival = std::nullopt;          // what came from there; unset: nothing yet, or committed
  Committed committed = Committed::kNo;                   // the store has it; only the confirmation is left
};

// RenewalJournal keeps the records of renewals that have not come to their end, one for each certificate that is being
// replaced. A crash at any moment leaves it before or after a change, never between. A power failure may take back what
// has changed, but for what `save` says.
class RenewalJournal {
 public:
  virtual ~RenewalJournal() = default;

  // Hold keeps other runs out for as long as it lives.
  class Hold {
   public:
    virtual ~Hold() = default;
  };

  // hold does not wait: kStoreLocked where another run has it. Only its holder calls what changes something.
  virtual pki::Result<std::unique_ptr<Hold>> hold() = 0;

  // load is the record of the renewal that `certificate` has to do with: as the one that is being replaced, or else as
  // the one that has come in its place. Unset: there is none. Fails with kRenewalJournalUnusable where there is one
  // and it is damaged, another certificate's, or of a later version, and otherwise where it cannot be read.
  virtual pki::Result<std::optional<RenewalRecord>> load(const pki::Certificate& certificate) = 0;

  // save outlasts a power failure once it has returned, where the record has a replacement that has been opened
  // (`new_fingerprint`) and is not committed: the server may let go of the old certificate after that.
  virtual pki::Result<void> save(const RenewalRecord& record) = 0;

  // clear forgets the record of that old certificate, its password and file with it; it may be gone already.
  virtual pki::Result<void> clear(const std::string& old_fingerprint) = 0;

  // set_aside takes an unusable record of that old certificate out of the way, and loses nothing of it.
  virtual pki::Result<void> set_aside(const std::string& old_fingerprint) = 0;
};

}  // namespace orcamo::client

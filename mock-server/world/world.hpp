#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "authority/certificate_authority.hpp"
#include "orcamo/pki/clock.hpp"
#include "world/archive.hpp"
#include "world/sandbox.hpp"
#include "world/sandbox_plan.hpp"

namespace orcamo::mock {

struct WorldOptions {
  std::vector<std::string> server_names = {};        // beside localhost, *.localhost, 127.0.0.1 and ::1
  std::string bound = {};                            // loopback address that the server's certificate names too
  std::size_t max_sandboxes = 2'000;                 // the default one included
  std::optional<std::uint64_t> seed = std::nullopt;  // of sandboxes that have none of their own
  std::shared_ptr<Archive> archive = nullptr;        // null: all is forgotten at the end
  Policy policy = {};                                // of the default sandbox
};

pki::Error unknown_sandbox(std::string_view id);  // kSandboxUnknown

// World is everything one process serves: its sandboxes, and the authority behind the server's own certificates.
// Safe to use from any thread.
class World {
 public:
  // `real` is the wall clock in production; it outlives the world. What the archive has kept comes back, with the
  // authority behind the server's certificate: fails with kRequestBadValue where that is not for all `server_names`.
  static pki::Result<std::unique_ptr<World>> create(const pki::Clock& real, WorldOptions options = {});

  // add makes a sandbox. Fails with kSandboxExists, kSandboxLimit, and kRequestBadValue for an id that is no DNS label.
  pki::Result<SandboxRef> add(SandboxPlan plan);

  // remove takes the sandbox out of the world; what still uses it finds it closed. Fails with kSandboxUnknown, and with
  // kSandboxPermanent for the default one. Both fail with kStateUnwritable, and do nothing then.
  pki::Result<void> remove(std::string_view id);

  // reset returns to the state of the beginning: the default sandbox is reset, and there is no other.
  pki::Result<void> reset();

  // A sandbox whose time to live is over is not found any more. Null where there is none.
  SandboxRef find(std::string_view id);
  SandboxRef issuer_of(const pki::Certificate& certificate);  // by the name of its issuer
  std::vector<SandboxRef> all();                              // in the order of their ids
  Sandbox& default_sandbox() noexcept { return *default_; }   // "default" always exists

  // When the sandbox's time to live is over, by the real clock; unset: never, or there is no such sandbox.
  std::optional<pki::TimePoint> ends_at(std::string_view id) const;

  const pki::Clock& real() const noexcept { return real_; }

  // server_credential is what the server proves itself with to those who call it by <id>.localhost or a name below
  // that, and by localhost. Null where there is no such sandbox.
  std::shared_ptr<const pki::Credential> server_credential(std::string_view id) const;
  const CertificateAuthority& server_authority() const noexcept { return server_authority_; }

  const Tally& tally() const noexcept { return *tally_; }

 private:
  struct Room {
    SandboxRef sandbox;
    std::shared_ptr<const pki::Credential> server;
    std::optional<pki::TimePoint> ends_at;
  };
  using Rooms = std::map<std::string, Room, std::less<>>;

  World(const pki::Clock& real, WorldOptions options, CertificateAuthority server_authority)
      : real_(real), options_(std::move(options)), server_authority_(std::move(server_authority)) {}

  pki::Result<void> bring_back();
  pki::Result<Room> make(SandboxPlan plan) const;
  pki::Result<Room> furnish(SandboxRef sandbox, std::optional<pki::TimePoint> ends_at) const;
  SandboxRef move_in(Room room);                                  // with the mutex held
  pki::Result<void> check_room_for(const std::string& id) const;  // with the mutex held
  bool is_taken(const std::string& id) const { return rooms_.contains(id) || coming_.contains(id); }
  std::string unused_id();  // with the mutex held
  void let_expire();
  void take_out(Rooms::iterator room);  // with the mutex held

  const pki::Clock& real_;
  const WorldOptions options_;
  const CertificateAuthority server_authority_;
  const TallyRef tally_ = std::make_shared<Tally>();
  SandboxRef default_;

  mutable std::shared_mutex mutex_;
  Rooms rooms_;
  std::set<std::string> coming_;                                 // ids of sandboxes that are being made
  std::map<std::string, SandboxRef, std::less<>> by_authority_;  // by the subject of the issuing certificate
  std::optional<pki::TimePoint> next_end_;                       // the earliest `ends_at`
  std::uint64_t numbered_ = 0;                                   // ids that were found for sandboxes without one
};

}  // namespace orcamo::mock

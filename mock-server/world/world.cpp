#include "world/world.hpp"

#include <algorithm>
#include <mutex>
#include <utility>

#include "orcamo/pki/in_quotes.hpp"

namespace orcamo::mock {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

constexpr std::string_view kDefault = "default";
constexpr std::size_t kLongestLabel = 63;  // RFC 1035, 2.3.4

Result<void> check_id(std::string_view id) {
  const bool of_label = std::all_of(
      id.begin(), id.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
  if (of_label && !id.empty() && id.size() <= kLongestLabel && id.front() != '-' && id.back() != '-') return {};
  return Error(Errc::kRequestBadValue, pki::in_quotes(id) + " cannot be a sandbox: its id is part of a host name",
               "use 1 to 63 small letters, digits and hyphens, no hyphen at either end");
}

// A kept authority is constrained to the names that it was made for.
Result<void> check_names(const CertificateAuthority& kept, const std::vector<std::string>& wanted) {
  for (const auto& name : wanted) {
    if (std::ranges::find(kept.served_names(), name) != kept.served_names().end()) continue;
    return Error(Errc::kRequestBadValue, "the server's authority that was kept is not for the name \"" + name + "\"",
                 "leave the name out, or start with another state file");
  }
  return {};
}

Result<CertificateAuthority> server_authority_for(const WorldOptions& options) {
  if (options.archive) {
    auto kept = options.archive->server_authority();
    if (!kept) return kept.error();
    if (*kept) {
      if (auto named = check_names(**kept, options.server_names); !named) return named.error();
      return **std::move(kept);
    }
  }
  auto made = CertificateAuthority::create("server", options.server_names);
  if (!made) return std::move(made).error().while_doing("creating the server's authority");
  if (options.archive) {
    if (auto kept = options.archive->keep_server_authority(*made); !kept) return kept.error();
  }
  return made;
}

}  // namespace

Error unknown_sandbox(std::string_view id) {
  return Error(Errc::kSandboxUnknown, "there is no sandbox \"" + std::string(id) + "\"",
               "list the sandboxes: GET /__admin/sandboxes");
}

Result<std::unique_ptr<World>> World::create(const pki::Clock& real, WorldOptions options) {
  auto server_authority = server_authority_for(options);
  if (!server_authority) return std::move(server_authority).error();
  std::unique_ptr<World> world(new World(real, std::move(options), *std::move(server_authority)));
  if (auto brought = world->bring_back(); !brought) return brought.error();
  world->default_ = world->find(kDefault);
  if (world->default_) return world;
  auto first = world->add({.id = std::string(kDefault), .policy = world->options_.policy});
  if (!first) return std::move(first).error();
  world->default_ = *std::move(first);
  return world;
}

Result<void> World::bring_back() {
  if (!options_.archive) return {};
  auto kept = options_.archive->sandboxes();
  if (!kept) return kept.error();
  for (auto& [image, ends_at, ledger] : *kept) {
    auto sandbox = Sandbox::create(image, real_, tally_);
    if (!sandbox) return sandbox.error();
    (*sandbox)->keep_in(std::move(ledger));
    auto room = furnish(*std::move(sandbox), ends_at);
    if (!room) return room.error();
    const std::lock_guard lock(mutex_);
    move_in(*std::move(room));
  }
  return {};
}

Result<SandboxRef> World::add(SandboxPlan plan) {
  let_expire();
  {
    const std::lock_guard lock(mutex_);
    if (plan.id.empty()) plan.id = unused_id();
    if (auto room = check_room_for(plan.id); !room) return std::move(room).error();
    coming_.insert(plan.id);
  }
  const std::string id = plan.id;
  auto made = make(std::move(plan));

  const std::lock_guard lock(mutex_);
  coming_.erase(id);
  if (!made) return std::move(made).error();
  if (options_.archive) {
    auto ledger = options_.archive->keep(made->sandbox->image(), made->ends_at);
    if (!ledger) return ledger.error();
    made->sandbox->keep_in(*std::move(ledger));
  }
  return move_in(*std::move(made));
}

SandboxRef World::move_in(Room room) {
  SandboxRef sandbox = room.sandbox;
  if (room.ends_at) next_end_ = std::min(next_end_.value_or(*room.ends_at), *room.ends_at);
  by_authority_.emplace(sandbox->authority().issuing().subject(), sandbox);
  rooms_.emplace(sandbox->id(), std::move(room));
  return sandbox;
}

Result<World::Room> World::make(SandboxPlan plan) const {
  if (auto usable = check_id(plan.id); !usable) return std::move(usable).error();
  if (!plan.seed) plan.seed = options_.seed;
  std::optional<pki::TimePoint> ends_at;
  if (plan.time_to_live) {
    const auto end = pki::add(real_.now(), {.exact = *plan.time_to_live});
    if (!end || *plan.time_to_live <= pki::Seconds(0)) {
      return Error(Errc::kRequestBadValue, "a sandbox cannot live that long, or not at all",
                   "give a time to live of one second at least, for example PT10M");
    }
    ends_at = *end;
  }
  auto sandbox = Sandbox::create(std::move(plan), real_, tally_);
  if (!sandbox) return std::move(sandbox).error();
  return furnish(*std::move(sandbox), ends_at);
}

Result<World::Room> World::furnish(SandboxRef sandbox, std::optional<pki::TimePoint> ends_at) const {
  auto server = server_authority_.issue_server(pki::always(), options_.bound, sandbox->id());
  if (!server) return std::move(server).error().while_doing("certifying the sandbox's host name");
  return Room{std::move(sandbox), std::make_shared<const pki::Credential>(*std::move(server)), ends_at};
}

Result<void> World::check_room_for(const std::string& id) const {
  if (is_taken(id)) {
    return Error(Errc::kSandboxExists, "there is a sandbox \"" + id + "\" already", "delete it, or use another id");
  }
  const std::size_t count = rooms_.size() + coming_.size();
  if (count < options_.max_sandboxes) return {};
  return Error(Errc::kSandboxLimit,
               "there are " + std::to_string(count) + " sandboxes already, as many as this server may have",
               "delete some, give them a time to live, or start the server with a higher --max-sandboxes");
}

std::string World::unused_id() {
  for (;;) {
    auto id = "s" + std::to_string(++numbered_);
    if (!is_taken(id)) return id;
  }
}

Result<void> World::remove(std::string_view id) {
  let_expire();
  if (id == kDefault) {
    return Error(Errc::kSandboxPermanent, "the sandbox \"default\" cannot be deleted", "reset it instead");
  }
  const std::lock_guard lock(mutex_);
  const auto found = rooms_.find(id);
  if (found == rooms_.end()) return unknown_sandbox(id);
  if (auto closed = found->second.sandbox->close_ledger(); !closed) return closed;
  take_out(found);
  return {};
}

Result<void> World::reset() {
  {
    const std::lock_guard lock(mutex_);
    for (auto room = rooms_.begin(); room != rooms_.end();) {
      const auto next = std::next(room);
      if (room->first != kDefault) {
        if (auto closed = room->second.sandbox->close_ledger(); !closed) return closed;
        take_out(room);
      }
      room = next;
    }
    next_end_.reset();
    numbered_ = 0;
  }
  return default_->reset();
}

void World::take_out(Rooms::iterator room) {
  room->second.sandbox->close();
  by_authority_.erase(room->second.sandbox->authority().issuing().subject());
  rooms_.erase(room);
}

void World::let_expire() {
  const auto now = real_.now();
  {
    const std::shared_lock lock(mutex_);
    if (!next_end_ || now < *next_end_) return;
  }
  const std::lock_guard lock(mutex_);
  next_end_.reset();
  for (auto room = rooms_.begin(); room != rooms_.end();) {
    const auto next = std::next(room);
    const auto ends_at = room->second.ends_at;
    if (ends_at && *ends_at <= now) {
      // Where it stays in the archive, its time is over there too.
      (void)room->second.sandbox->close_ledger();
      take_out(room);
    } else if (ends_at) {
      next_end_ = std::min(next_end_.value_or(*ends_at), *ends_at);
    }
    room = next;
  }
}

SandboxRef World::find(std::string_view id) {
  let_expire();
  const std::shared_lock lock(mutex_);
  const auto found = rooms_.find(id);
  return found == rooms_.end() ? nullptr : found->second.sandbox;
}

SandboxRef World::issuer_of(const pki::Certificate& certificate) {
  let_expire();
  const std::shared_lock lock(mutex_);
  const auto found = by_authority_.find(certificate.issuer());
  return found == by_authority_.end() ? nullptr : found->second;
}

std::vector<SandboxRef> World::all() {
  let_expire();
  const std::shared_lock lock(mutex_);
  std::vector<SandboxRef> sandboxes;
  sandboxes.reserve(rooms_.size());
  for (const auto& [id, room] : rooms_) sandboxes.push_back(room.sandbox);
  return sandboxes;
}

std::optional<pki::TimePoint> World::ends_at(std::string_view id) const {
  const std::shared_lock lock(mutex_);
  const auto found = rooms_.find(id);
  return found == rooms_.end() ? std::nullopt : found->second.ends_at;
}

std::shared_ptr<const pki::Credential> World::server_credential(std::string_view id) const {
  const std::shared_lock lock(mutex_);
  const auto found = rooms_.find(id);
  return found == rooms_.end() ? nullptr : found->second.server;
}

}  // namespace orcamo::mock

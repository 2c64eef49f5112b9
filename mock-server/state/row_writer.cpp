#include "state/row_writer.hpp"

#include <optional>
#include <string>
#include <string_view>

#include "state/policy_rows.hpp"

namespace orcamo::mock {
namespace {

using pki::Result;

std::string lines_of(const std::vector<std::string>& names) {
  std::string lines;
  for (const auto& each : names) lines += each + "\n";
  return lines;
}

std::string_view serial_of(const Generation& generation) { return generation.credential.certificate.serial(); }

Result<void> write_clock(Database& database, SandboxKey key, const ClockImage& clock) {
  const auto& [setting, set_at, start] = clock;
  return database.run(
      "INSERT OR REPLACE INTO clock (sandbox, now, mode, rate, set_at, start_now, start_mode, start_rate)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      key, setting.now, clock_mode_name(setting.mode), setting.rate, set_at,
      start ? std::optional(start->now) : std::nullopt,
      start ? std::optional(clock_mode_name(start->mode)) : std::nullopt,
      start ? std::optional(start->rate) : std::nullopt);
}

Result<void> write_policy(Database& database, SandboxKey key, std::string_view of, const Policy& policy) {
  for (const auto& [name, value] : policy_rows(policy)) {
    auto written = database.run("INSERT OR REPLACE INTO policy (sandbox, of, name, value) VALUES (?, ?, ?, ?)", key, of,
                                name, value);
    if (!written) return written;
  }
  return {};
}

// A chain is kept where a shape may have changed it.
std::optional<std::string> chain_text(const Generation& generation) {
  if (!generation.shape) return std::nullopt;
  std::string text;
  for (const auto& each : generation.credential.chain) text += each.pem();
  return text;
}

Result<void> write_generation(Database& database, SandboxKey key, const Generation& generation) {
  const auto private_key = generation.credential.key.pem();
  if (!private_key) return private_key.error();
  return database.run(
      "INSERT INTO generation (sandbox, serial, facility, client, certificate, private_key, profile, file_name,"
      " password, p12, replaces, shape, chain) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      key, serial_of(generation), generation.identity.facility, generation.identity.client,
      generation.credential.certificate.der(), private_key->reveal(), generation.profile.name, generation.file_name,
      generation.password.reveal(), generation.p12, generation.replaces,
      generation.shape ? std::optional(generation.shape->name) : std::nullopt, chain_text(generation));
}

Result<void> write_history(Database& database, SandboxKey key, const HistoryRow& row) {
  const auto& history = row.history;
  return database.run(
      "INSERT OR REPLACE INTO history (sandbox, serial, issued_at, handed_out_at, first_used_at, last_used_at,"
      " revoked_at, password_reveals) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      key, row.serial, history.issued_at, history.handed_out_at, history.first_used_at, history.last_used_at,
      history.revoked_at, std::int64_t{history.password_reveals});
}

// Not "or replace": that would delete the row first, and what refers to it.
Result<void> write_link(Database& database, SandboxKey key, const LinkRow& row) {
  return database.run(
      "INSERT INTO link (sandbox, token, serial, made_at, uses) VALUES (?, ?, ?, ?, ?)"
      " ON CONFLICT DO UPDATE SET serial = excluded.serial, made_at = excluded.made_at, uses = excluded.uses",
      key, row.token, serial_of(*row.link.generation), row.link.made_at, std::int64_t{row.link.uses});
}

Result<void> write_lineage(Database& database, SandboxKey key, const LineageRow& row) {
  const auto waiting = row.waiting ? std::optional(serial_of(*row.waiting)) : std::nullopt;
  return database.run(
      "INSERT OR REPLACE INTO lineage (sandbox, facility, client, waiting, token) VALUES (?, ?, ?, ?, ?)", key,
      row.identity.facility, row.identity.client, waiting, row.token);
}

Result<void> write_session(Database& database, SandboxKey key, const SessionRow& row) {
  return database.run("INSERT INTO session (sandbox, session, facility, client, began) VALUES (?, ?, ?, ?, ?)", key,
                      row.session, row.identity.facility, row.identity.client, row.began);
}

Result<void> write_notice(Database& database, SandboxKey key, const NoticeRow& row) {
  return database.run("INSERT OR REPLACE INTO notice_day (sandbox, fingerprint, day) VALUES (?, ?, ?)", key,
                      row.fingerprint, row.day);
}

// A row comes after what it refers to.
Result<void> write_rows(Database& database, SandboxKey key, const SandboxRows& rows) {
  const auto& [issued, histories, lineages, links, sessions, notices] = rows;
  const auto each = [&](const auto& all, const auto& write) -> Result<void> {
    for (const auto& row : all) {
      if (auto written = write(database, key, row); !written) return written;
    }
    return {};
  };
  auto written = each(issued, [](Database& into, SandboxKey sandbox, const GenerationRef& generation) {
    return write_generation(into, sandbox, *generation);
  });
  if (written) written = each(histories, write_history);
  if (written) written = each(links, write_link);
  if (written) written = each(lineages, write_lineage);
  if (written) written = each(sessions, write_session);
  if (written) written = each(notices, write_notice);
  return written;
}

Result<void> write_all(Database& database, SandboxKey key, const SandboxImage& image) {
  auto written = write_clock(database, key, image.clock);
  if (written) written = write_policy(database, key, kFirstPolicy, *image.first_policy);
  if (written) written = write_policy(database, key, kPolicy, *image.policy);
  if (written) written = write_rows(database, key, image.rows);
  return written;
}

}  // namespace

Result<void> write_server_authority(Database& database, const CertificateAuthority& authority) {
  const auto& [names, root, issuing, issuing_key] = authority.material();
  const auto key = issuing_key.pem();
  if (!key) return key.error();
  return database.run(
      "INSERT OR REPLACE INTO server_authority (one, served_names, root, issuing, issuing_key) VALUES (1, ?, ?, ?, ?)",
      lines_of(names), root.der(), issuing.der(), key->reveal());
}

Result<SandboxKey> write_sandbox(Database& database, const SandboxImage& image, std::optional<pki::TimePoint> ends_at) {
  const auto& [names, root, issuing, issuing_key] = image.authority.material();
  const auto pem = issuing_key.pem();
  if (!pem) return pem.error();
  if (auto deleted = database.run("DELETE FROM sandbox WHERE id = ?", image.id); !deleted) return deleted.error();
  auto written = database.run(
      "INSERT INTO sandbox (id, seed, ends_at, served_names, root, issuing, issuing_key) VALUES (?, ?, ?, ?, ?, ?, ?)",
      image.id, image.seed ? std::optional(std::to_string(*image.seed)) : std::nullopt, ends_at, lines_of(names),
      root.der(), issuing.der(), pem->reveal());
  if (!written) return written.error();
  const auto key = database.last_row();
  if (auto rest = write_all(database, key, image); !rest) return rest.error();
  return key;
}

Result<void> rewrite_sandbox(Database& database, SandboxKey key, const SandboxImage& image) {
  // What hangs on a generation goes with it.
  for (const auto* const sql : {"DELETE FROM generation WHERE sandbox = ?", "DELETE FROM session WHERE sandbox = ?",
                                "DELETE FROM notice_day WHERE sandbox = ?", "DELETE FROM policy WHERE sandbox = ?"}) {
    if (auto deleted = database.run(sql, key); !deleted) return deleted;
  }
  return write_all(database, key, image);
}

Result<void> write_change(Database& database, SandboxKey key, const SandboxChange& change) {
  const auto& [put, ended_sessions, policy, clock] = change;
  auto written = write_rows(database, key, put);
  for (const auto& each : ended_sessions) {
    if (written) written = database.run("DELETE FROM session WHERE sandbox = ? AND session = ?", key, each);
  }
  if (written && policy) written = write_policy(database, key, kPolicy, *policy);
  if (written && clock) written = write_clock(database, key, *clock);
  return written;
}

Result<void> delete_sandbox(Database& database, SandboxKey key) {
  return database.run("DELETE FROM sandbox WHERE key = ?", key);
}

}  // namespace orcamo::mock

#include "state/row_reader.hpp"

#include <algorithm>
#include <charconv>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "state/policy_rows.hpp"

namespace orcamo::mock {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

Error damaged(const std::string& what) {
  return Error(Errc::kStateUnusable, "the state file is damaged: " + what, "start with another file");
}

Error damaged(const Error& cause) { return damaged(cause.message()); }

// for_each has `read` called for every row of a sandbox.
Result<void> for_each(Database& database, std::string_view sql, SandboxKey key,
                      const std::function<Result<void>(const BoundStatement&)>& read) {
  auto query = database.query(sql);
  if (!query) return query.error();
  query->with(key);
  for (;;) {
    const auto row = query->next();
    if (!row) return row.error();
    if (!*row) return {};
    if (auto done = read(*query); !done) return damaged(done.error());
  }
}

std::vector<std::string> names_of(std::string_view lines) {
  std::vector<std::string> names;
  for (std::size_t end = lines.find('\n'); end != std::string_view::npos; end = lines.find('\n')) {
    names.emplace_back(lines.substr(0, end));
    lines.remove_prefix(end + 1);
  }
  return names;
}

// The columns from `first` on: served names, root, issuing certificate, issuing key.
Result<CertificateAuthority> read_authority(const BoundStatement& row, int first) {
  auto root = pki::Certificate::from_der(row.octets(first + 1));
  if (!root) return root.error();
  auto issuing = pki::Certificate::from_der(row.octets(first + 2));
  if (!issuing) return issuing.error();
  auto key = pki::PrivateKey::from_pem(row.view(first + 3));
  if (!key) return key.error();
  return CertificateAuthority::from(
      {names_of(row.view(first)), *std::move(root), *std::move(issuing), *std::move(key)});
}

Result<std::uint32_t> count(std::int64_t number) {
  if (number >= 0 && number <= std::numeric_limits<std::uint32_t>::max()) return static_cast<std::uint32_t>(number);
  return damaged("a count is " + std::to_string(number));
}

// A seed has 64 bits, which a column's integer has only with a sign.
Result<std::optional<std::uint64_t>> read_seed(const BoundStatement& row, int column) {
  if (row.is_null(column)) return std::optional<std::uint64_t>();
  const auto text = row.view(column);
  std::uint64_t seed = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), seed);
  if (failure == std::errc() && end == text.data() + text.size()) return std::optional(seed);
  return damaged("a seed is no number");
}

Result<ClockSetting> read_setting(const BoundStatement& row, int first) {
  const auto mode = parse_clock_mode(row.view(first + 1));
  if (!mode) return mode.error();
  return ClockSetting{row.time(first), *mode, row.real(first + 2)};
}

Result<ClockImage> read_clock(Database& database, SandboxKey key) {
  std::optional<ClockImage> clock;
  auto read = for_each(database,
                       "SELECT now, mode, rate, set_at, start_now, start_mode, start_rate FROM clock WHERE sandbox = ?",
                       key, [&](const BoundStatement& row) -> Result<void> {
                         const auto setting = read_setting(row, 0);
                         if (!setting) return setting.error();
                         clock = ClockImage{*setting, row.time(3)};
                         if (row.is_null(4)) return {};
                         const auto start = read_setting(row, 4);
                         if (!start) return start.error();
                         clock->start = *start;
                         return {};
                       });
  if (!read) return read.error();
  return clock ? Result<ClockImage>(*clock) : damaged("a sandbox has no clock");
}

Result<PolicyRef> read_policy_of(Database& database, SandboxKey key, std::string_view of) {
  Policy policy;
  auto read = for_each(database, "SELECT of, name, value FROM policy WHERE sandbox = ?", key,
                       [&](const BoundStatement& row) -> Result<void> {
                         return row.view(0) == of ? read_policy_row(policy, row.view(1), row.view(2)) : Result<void>();
                       });
  if (!read) return read.error();
  return std::make_shared<const Policy>(std::move(policy));
}

Result<std::vector<pki::Certificate>> read_chain(std::string_view pem) {
  return pem.empty() ? std::vector<pki::Certificate>() : pki::Certificate::all_from_pem(pem);
}

// RowReader reads what hangs on the certificates of one sandbox.
class RowReader {
 public:
  RowReader(Database& database, SandboxKey key, const pki::Certificate& issuing)
      : database_(database), key_(key), issuing_(issuing) {}

  Result<SandboxRows> read() {
    auto done = read_generations();
    if (done) done = read_histories();
    if (done) done = read_links();
    if (done) done = read_lineages();
    if (done) done = read_sessions();
    if (done) done = read_notices();
    if (!done) return done.error();
    if (rows_.histories.size() != rows_.issued.size()) return damaged("a certificate has no history");
    return std::move(rows_);
  }

 private:
  Result<void> read_generations() {
    return for_each(database_,
                    "SELECT facility, client, certificate, private_key, profile, file_name, password, p12, replaces,"
                    " shape, chain"
                    " FROM generation WHERE sandbox = ? ORDER BY place",
                    key_, [this](const BoundStatement& row) { return read_generation(row); });
  }

  Result<void> read_generation(const BoundStatement& row) {
    auto certificate = pki::Certificate::from_der(row.octets(2));
    if (!certificate) return certificate.error();
    auto key = pki::PrivateKey::from_pem(row.view(3));
    if (!key) return key.error();
    if (!certificate->matches(*key)) return damaged("a certificate and its key do not belong together");
    const auto profile = parse_p12_profile(row.view(4));
    if (!profile) return profile.error();
    const auto shape = row.is_null(9) ? Result<const CertificateShape*>(nullptr) : parse_certificate_shape(row.view(9));
    if (!shape) return shape.error();
    auto chain = row.is_null(10) ? Result<std::vector<pki::Certificate>>(1, issuing_) : read_chain(row.view(10));
    if (!chain) return chain.error();
    const auto p12 = row.octets(7);
    auto generation =
        std::make_shared<const Generation>(Generation{{row.text(0), row.text(1)},
                                                      {*std::move(certificate), *std::move(key), *std::move(chain)},
                                                      *profile,
                                                      row.text(5),
                                                      pki::Secret::copy_of(row.view(6)),
                                                      {p12.begin(), p12.end()},
                                                      row.text_or_none(8),
                                                      *shape});
    generations_[generation->credential.certificate.serial()] = generation;
    rows_.issued.push_back(std::move(generation));
    return {};
  }

  Result<void> read_histories() {
    return for_each(database_,
                    "SELECT history.serial, issued_at, handed_out_at, first_used_at, last_used_at, revoked_at,"
                    " password_reveals FROM history JOIN generation USING (sandbox, serial)"
                    " WHERE history.sandbox = ? ORDER BY place",
                    key_, [this](const BoundStatement& row) -> Result<void> {
                      const auto reveals = count(row.integer(6));
                      if (!reveals) return reveals.error();
                      rows_.histories.push_back({row.text(0),
                                                 {.issued_at = row.time(1),
                                                  .handed_out_at = row.time_or_none(2),
                                                  .first_used_at = row.time_or_none(3),
                                                  .last_used_at = row.time_or_none(4),
                                                  .revoked_at = row.time_or_none(5),
                                                  .password_reveals = *reveals}});
                      return {};
                    });
  }

  Result<void> read_links() {
    return for_each(database_, "SELECT token, serial, made_at, uses FROM link WHERE sandbox = ? ORDER BY token", key_,
                    [this](const BoundStatement& row) -> Result<void> {
                      const auto generation = generation_of(row.view(1));
                      if (!generation) return generation.error();
                      const auto uses = count(row.integer(3));
                      if (!uses) return uses.error();
                      rows_.links.push_back({row.text(0), {*generation, row.time(2), *uses}});
                      return {};
                    });
  }

  Result<void> read_lineages() {
    return for_each(database_,
                    "SELECT facility, client, waiting, token FROM lineage WHERE sandbox = ? ORDER BY facility, client",
                    key_, [this](const BoundStatement& row) -> Result<void> {
                      const auto waiting = row.is_null(2) ? Result<GenerationRef>(nullptr) : generation_of(row.view(2));
                      if (!waiting) return waiting.error();
                      const auto link = std::ranges::find(rows_.links, row.view(3), &LinkRow::token);
                      if (link == rows_.links.end()) return damaged("a renewal has no link");
                      rows_.lineages.push_back({{row.text(0), row.text(1)}, *waiting, row.text(3)});
                      return {};
                    });
  }

  Result<void> read_sessions() {
    return for_each(database_, "SELECT session, facility, client, began FROM session WHERE sandbox = ? ORDER BY place",
                    key_, [this](const BoundStatement& row) -> Result<void> {
                      rows_.sessions.push_back({row.text(0), {row.text(1), row.text(2)}, row.time(3)});
                      return {};
                    });
  }

  Result<void> read_notices() {
    return for_each(database_, "SELECT fingerprint, day FROM notice_day WHERE sandbox = ? ORDER BY fingerprint", key_,
                    [this](const BoundStatement& row) -> Result<void> {
                      rows_.notices.push_back({row.text(0), row.time(1)});
                      return {};
                    });
  }

  Result<GenerationRef> generation_of(std::string_view serial) const {
    const auto found = generations_.find(serial);
    if (found != generations_.end()) return found->second;
    return damaged("it has no certificate " + std::string(serial));
  }

  Database& database_;
  SandboxKey key_;
  const pki::Certificate& issuing_;
  std::map<std::string, GenerationRef, std::less<>> generations_;
  SandboxRows rows_;
};

Result<void> fill(Database& database, SandboxKey key, SandboxImage& image) {
  auto clock = read_clock(database, key);
  if (!clock) return clock.error();
  auto first_policy = read_policy_of(database, key, kFirstPolicy);
  if (!first_policy) return first_policy.error();
  auto policy = read_policy_of(database, key, kPolicy);
  if (!policy) return policy.error();
  auto rows = RowReader(database, key, image.authority.issuing()).read();
  if (!rows) return rows.error();
  image.clock = *clock;
  image.first_policy = *std::move(first_policy);
  image.policy = *std::move(policy);
  image.rows = *std::move(rows);
  return {};
}

}  // namespace

Result<std::optional<CertificateAuthority>> read_server_authority(Database& database) {
  using Read = std::optional<CertificateAuthority>;
  auto query = database.query("SELECT served_names, root, issuing, issuing_key FROM server_authority");
  if (!query) return query.error();
  const auto row = query->next();
  if (!row) return row.error();
  if (!*row) return Read();
  auto authority = read_authority(*query, 0);
  return authority ? Result<Read>(*std::move(authority)) : damaged(authority.error());
}

Result<std::vector<SandboxRecord>> read_sandboxes(Database& database) {
  std::vector<SandboxRecord> all;
  {
    auto query = database.query(
        "SELECT key, id, seed, ends_at, served_names, root, issuing, issuing_key FROM sandbox ORDER BY key");
    if (!query) return query.error();
    for (;;) {
      const auto row = query->next();
      if (!row) return row.error();
      if (!*row) break;
      const auto seed = read_seed(*query, 2);
      if (!seed) return seed.error();
      auto authority = read_authority(*query, 4);
      if (!authority) return damaged(authority.error());
      all.push_back({query->integer(0),
                     {query->text(1), *seed, *std::move(authority), nullptr, nullptr, {}, {}},
                     query->time_or_none(3)});
    }
  }
  for (auto& each : all) {
    if (auto filled = fill(database, each.key, each.image); !filled) return filled.error();
  }
  return all;
}

}  // namespace orcamo::mock

#include "state/schema.hpp"

#include <string>

#include "state/state_file.hpp"

namespace orcamo::mock {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

constexpr int kVersion = 2;

// Times are seconds of the Unix epoch. Keys of sandboxes are never used again.
constexpr const char* kTables = R"sql(
  CREATE TABLE server_authority (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    served_names TEXT NOT NULL,
    root BLOB NOT NULL,
    issuing BLOB NOT NULL,
    issuing_key TEXT NOT NULL
  ) STRICT;
  CREATE TABLE sandbox (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    seed TEXT,
    ends_at INTEGER,
    served_names TEXT NOT NULL,
    root BLOB NOT NULL,
    issuing BLOB NOT NULL,
    issuing_key TEXT NOT NULL
  ) STRICT;
  CREATE TABLE clock (
    sandbox INTEGER PRIMARY KEY REFERENCES sandbox ON DELETE CASCADE,
    now INTEGER NOT NULL,
    mode TEXT NOT NULL,
    rate REAL NOT NULL,
    set_at INTEGER NOT NULL,
    start_now INTEGER,
    start_mode TEXT,
    start_rate REAL
  ) STRICT;
  CREATE TABLE policy (
    sandbox INTEGER NOT NULL REFERENCES sandbox ON DELETE CASCADE,
    of TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (sandbox, of, name)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE generation (
    place INTEGER PRIMARY KEY,
    sandbox INTEGER NOT NULL REFERENCES sandbox ON DELETE CASCADE,
    serial TEXT NOT NULL,
    facility TEXT NOT NULL,
    client TEXT NOT NULL,
    certificate BLOB NOT NULL,
    private_key TEXT NOT NULL,
    profile TEXT NOT NULL,
    file_name TEXT NOT NULL,
    password TEXT NOT NULL,
    p12 BLOB NOT NULL,
    replaces TEXT,
    shape TEXT,
    chain TEXT,
    UNIQUE (sandbox, serial)
  ) STRICT;
  CREATE TABLE history (
    sandbox INTEGER NOT NULL,
    serial TEXT NOT NULL,
    issued_at INTEGER NOT NULL,
    handed_out_at INTEGER,
    first_used_at INTEGER,
    last_used_at INTEGER,
    revoked_at INTEGER,
    password_reveals INTEGER NOT NULL,
    PRIMARY KEY (sandbox, serial),
    FOREIGN KEY (sandbox, serial) REFERENCES generation (sandbox, serial) ON DELETE CASCADE
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE link (
    sandbox INTEGER NOT NULL,
    token TEXT NOT NULL,
    serial TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    uses INTEGER NOT NULL,
    PRIMARY KEY (sandbox, token),
    FOREIGN KEY (sandbox, serial) REFERENCES generation (sandbox, serial) ON DELETE CASCADE
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX link_of_generation ON link (sandbox, serial);
  CREATE TABLE lineage (
    sandbox INTEGER NOT NULL,
    facility TEXT NOT NULL,
    client TEXT NOT NULL,
    waiting TEXT,
    token TEXT NOT NULL,
    PRIMARY KEY (sandbox, facility, client),
    FOREIGN KEY (sandbox, waiting) REFERENCES generation (sandbox, serial) ON DELETE CASCADE,
    FOREIGN KEY (sandbox, token) REFERENCES link ON DELETE CASCADE
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX lineage_of_generation ON lineage (sandbox, waiting);
  CREATE INDEX lineage_of_link ON lineage (sandbox, token);
  CREATE TABLE session (
    place INTEGER PRIMARY KEY,
    sandbox INTEGER NOT NULL REFERENCES sandbox ON DELETE CASCADE,
    session TEXT NOT NULL,
    facility TEXT NOT NULL,
    client TEXT NOT NULL,
    began INTEGER NOT NULL,
    UNIQUE (sandbox, session)
  ) STRICT;
  CREATE TABLE notice_day (
    sandbox INTEGER NOT NULL REFERENCES sandbox ON DELETE CASCADE,
    fingerprint TEXT NOT NULL,
    day INTEGER NOT NULL,
    PRIMARY KEY (sandbox, fingerprint)
  ) STRICT, WITHOUT ROWID;
)sql";

// Version 1 knew no shapes.
constexpr const char* kFromVersion1 = R"sql(
  ALTER TABLE generation ADD COLUMN shape TEXT;
  ALTER TABLE generation ADD COLUMN chain TEXT;
  PRAGMA user_version = 2;
)sql";

// Marks and tables come in one: a file that is not empty any more has both, whenever the process ends.
Result<void> make_tables_where_there_are_none(Database& database) {
  auto transaction = Transaction::begin(database);
  if (!transaction) return transaction.error();
  const auto tables = database.number("SELECT count(*) FROM sqlite_schema");
  if (!tables) return tables.error();
  if (*tables != 0) return {};
  if (auto made = database.execute(kTables); !made) return made;
  const std::string marks = "PRAGMA application_id = " + std::to_string(kApplicationId) +
                            "; PRAGMA user_version = " + std::to_string(kVersion) + ";";
  if (auto marked = database.execute(marks.c_str()); !marked) return marked;
  return transaction->commit();
}

Result<void> bring_up_to_date(Database& database) {
  auto transaction = Transaction::begin(database);
  if (!transaction) return transaction.error();
  const auto version = database.number("PRAGMA user_version");
  if (!version) return version.error();
  if (*version != 1) return {};
  if (auto changed = database.execute(kFromVersion1); !changed) return changed;
  return transaction->commit();
}

Result<void> check_version(Database& database) {
  const auto version = database.number("PRAGMA user_version");
  if (!version) return version.error();
  if (*version == kVersion) return {};
  if (*version > kVersion) {
    return Error(Errc::kStateNewer,
                 "the state file has the version " + std::to_string(*version) + ", and this program knows only " +
                     std::to_string(kVersion),
                 "use the version of orcamo-mock that wrote it, or another file");
  }
  return Error(Errc::kStateUnusable, "the state file has no version that this program knows",
               "start with another file");
}

Result<void> check_soundness(Database& database) {
  auto asked = database.query("PRAGMA quick_check(1)");
  if (!asked) return asked.error();
  const auto row = asked->next();
  if (!row) return row.error();
  if (*row && asked->view(0) == "ok") return {};
  return Error(Errc::kStateUnusable, "the state file is damaged (" + asked->text(0) + ")", "start with another file");
}

}  // namespace

Result<void> take_into_use(Database& database) {
  // Until this connection is closed, and without a file of shared memory beside the other.
  if (auto set = database.execute("PRAGMA locking_mode = EXCLUSIVE; PRAGMA secure_delete = ON;"); !set) return set;
  if (auto made = make_tables_where_there_are_none(database); !made) return made;
  if (auto changed = bring_up_to_date(database); !changed) return changed;
  if (auto checked = check_version(database); !checked) return checked;
  if (auto checked = check_soundness(database); !checked) return checked;
  // A commit is in the system's hands at once, and on the disk at the next checkpoint: it outlives the process, and a
  // failure of power can take back the last ones, but not tear the file.
  return database.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;");
}

}  // namespace orcamo::mock

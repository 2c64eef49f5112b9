#include "state/database.hpp"

#include <sqlite3.h>

#include <utility>

namespace orcamo::mock {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

Error failure(sqlite3* database) {
  const int code = sqlite3_errcode(database) & 0xff;
  const std::string said = sqlite3_errmsg(database);
  switch (code) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Error(Errc::kStateLocked, "the state file is in use by another process",
                   "stop that one, or give this one a file of its own");
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      return Error(Errc::kStateUnusable, "the state file is damaged (" + said + ")", "start with another file");
    case SQLITE_CONSTRAINT:
      return Error(Errc::kInternal, "what was to be written does not fit what is in the state file (" + said + ")");
    case SQLITE_FULL:
      return Error(Errc::kStateUnwritable, "the state file could not be written: there is no room (" + said + ")",
                   "make room on the disk and ask again");
    default:
      return Error(Errc::kStateUnwritable, "the state file could not be read or written (" + said + ")",
                   "look after the disk and ask again");
  }
}

}  // namespace

BoundStatement::~BoundStatement() {
  if (!statement_) return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

BoundStatement& BoundStatement::with(std::int64_t value) {
  sqlite3_bind_int64(statement_, next_++, value);
  return *this;
}

BoundStatement& BoundStatement::with(double value) {
  sqlite3_bind_double(statement_, next_++, value);
  return *this;
}

BoundStatement& BoundStatement::with(std::string_view text) {
  // A null pointer would mean NULL, even with no octets.
  sqlite3_bind_text64(statement_, next_++, text.empty() ? "" : text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
  return *this;
}

BoundStatement& BoundStatement::with(pki::BytesView octets) {
  static constexpr std::uint8_t kNothing = 0;
  sqlite3_bind_blob64(statement_, next_++, octets.empty() ? &kNothing : octets.data(), octets.size(), SQLITE_STATIC);
  return *this;
}

BoundStatement& BoundStatement::with(std::nullopt_t) {
  sqlite3_bind_null(statement_, next_++);
  return *this;
}

Result<bool> BoundStatement::next() {
  switch (sqlite3_step(statement_)) {
    case SQLITE_ROW:
      return true;
    case SQLITE_DONE:
      return false;
    default:
      return failure(sqlite3_db_handle(statement_));
  }
}

Result<void> BoundStatement::run() {
  const auto row = next();
  return row ? Result<void>() : row.error();
}

bool BoundStatement::is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
std::int64_t BoundStatement::integer(int column) const { return sqlite3_column_int64(statement_, column); }
double BoundStatement::real(int column) const { return sqlite3_column_double(statement_, column); }

std::string_view BoundStatement::view(int column) const { return pki::as_text(octets(column)); }

pki::BytesView BoundStatement::octets(int column) const {
  const auto* const first = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_, column));
  return {first, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

std::optional<std::string> BoundStatement::text_or_none(int column) const {
  return is_null(column) ? std::nullopt : std::optional(text(column));
}

std::optional<pki::TimePoint> BoundStatement::time_or_none(int column) const {
  return is_null(column) ? std::nullopt : std::optional(time(column));
}

void Database::Close::operator()(sqlite3* database) const noexcept { sqlite3_close(database); }
void Database::Finalize::operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }

Result<Database> Database::open(const std::filesystem::path& file) {
  sqlite3* opened = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_FULLMUTEX | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE;
  const int code = sqlite3_open_v2(file.c_str(), &opened, flags, nullptr);
  std::unique_ptr<sqlite3, Close> database(opened);
  if (!database) return Error(Errc::kInternal, "there is no memory to open the state file");
  if (code != SQLITE_OK) return failure(database.get());
  // What a file says of itself, in triggers and views, is not run.
  sqlite3_db_config(database.get(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(database.get(), SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(database.get(), SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
  return Database(std::move(database));
}

Result<BoundStatement> Database::query(std::string_view sql) {
  auto& statement = statements_[sql];
  if (!statement) {
    sqlite3_stmt* prepared = nullptr;
    const int code = sqlite3_prepare_v3(database_.get(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &prepared, nullptr);
    if (code != SQLITE_OK) return failure(database_.get());
    statement.reset(prepared);
  }
  return BoundStatement(statement.get());
}

Result<void> Database::execute(const char* sql) {
  if (sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) return failure(database_.get());
  return {};
}

Result<std::int64_t> Database::number(std::string_view sql) {
  auto asked = query(sql);
  if (!asked) return asked.error();
  const auto row = asked->next();
  if (!row) return row.error();
  return *row ? asked->integer(0) : 0;
}

std::int64_t Database::last_row() const { return sqlite3_last_insert_rowid(database_.get()); }

Result<Transaction> Transaction::begin(Database& database) {
  if (auto begun = database.execute("BEGIN IMMEDIATE"); !begun) return begun.error();
  return Transaction(database);
}

Transaction::~Transaction() {
  if (database_) (void)database_->execute("ROLLBACK");
}

Result<void> Transaction::commit() {
  auto committed = database_->execute("COMMIT");
  if (committed) database_ = nullptr;
  return committed;
}

}  // namespace orcamo::mock

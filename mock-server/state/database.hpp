#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "orcamo/pki/bytes.hpp"
#include "orcamo/pki/result.hpp"
#include "orcamo/pki/time.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace orcamo::mock {

// BoundStatement is one run of a prepared statement: values for its parameters in their order, then its rows.
class BoundStatement {
 public:
  BoundStatement(BoundStatement&& other) noexcept
      : statement_(std::exchange(other.statement_, nullptr)), next_(other.next_) {}
  BoundStatement(const BoundStatement&) = delete;
  BoundStatement& operator=(const BoundStatement&) = delete;
  BoundStatement& operator=(BoundStatement&&) = delete;
  ~BoundStatement();  // forgets the values: keys are among them

  // What is bound by view is read until the query ends.
  BoundStatement& with(std::int64_t value);
  BoundStatement& with(double value);
  BoundStatement& with(std::string_view text);
  BoundStatement& with(const char* text) { return with(std::string_view(text)); }
  BoundStatement& with(pki::BytesView octets);
  BoundStatement& with(pki::TimePoint time) { return with(static_cast<std::int64_t>(time.time_since_epoch().count())); }
  BoundStatement& with(std::nullopt_t);
  template <class T>
  BoundStatement& with(const std::optional<T>& value) {
    return value ? with(*value) : with(std::nullopt);
  }

  pki::Result<bool> next();  // true: there is a row
  pki::Result<void> run();   // of what has no rows

  // The columns of the row, from the left. Views end with `next`.
  bool is_null(int column) const;
  std::int64_t integer(int column) const;
  double real(int column) const;
  std::string_view view(int column) const;
  std::string text(int column) const { return std::string(view(column)); }
  pki::BytesView octets(int column) const;
  pki::TimePoint time(int column) const { return pki::TimePoint(pki::Seconds(integer(column))); }
  std::optional<std::string> text_or_none(int column) const;
  std::optional<pki::TimePoint> time_or_none(int column) const;

 private:
  friend class Database;
  explicit BoundStatement(sqlite3_stmt* statement) : statement_(statement) {}

  sqlite3_stmt* statement_;  // borrowed of the database
  int next_ = 1;
};

// Database is one connection to an SQLite file. Not synchronised. Its errors are kStateLocked, kStateUnusable for a
// file that is no database or a damaged one, kInternal for rows that contradict others, and otherwise kStateUnwritable.
class Database {
 public:
  static pki::Result<Database> open(const std::filesystem::path& file);  // which exists

  // `sql` is a literal: its statement is kept for the next time. One query of a statement at a time.
  pki::Result<BoundStatement> query(std::string_view sql);

  // run is a query without rows.
  template <class... Value>
  pki::Result<void> run(std::string_view sql, const Value&... values) {
    auto prepared = query(sql);
    if (!prepared) return prepared.error();
    (prepared->with(values), ...);
    return prepared->run();
  }

  pki::Result<void> execute(const char* sql);
  pki::Result<std::int64_t> number(std::string_view sql);  // the first column of the first row
  std::int64_t last_row() const;

 private:
  struct Close {
    void operator()(sqlite3* database) const noexcept;
  };
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const noexcept;
  };
  explicit Database(std::unique_ptr<sqlite3, Close> database) : database_(std::move(database)) {}

  std::unique_ptr<sqlite3, Close> database_;
  std::map<std::string_view, std::unique_ptr<sqlite3_stmt, Finalize>> statements_;  // they end before the database
};

// Transaction takes back what was done since it began, unless it was committed.
class Transaction {
 public:
  static pki::Result<Transaction> begin(Database& database);
  Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();

  pki::Result<void> commit();

 private:
  explicit Transaction(Database& database) : database_(&database) {}
  Database* database_;  // null: nothing to take back
};

}  // namespace orcamo::mock

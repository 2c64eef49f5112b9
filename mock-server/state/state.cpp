#include "state/state.hpp"

#include <functional>
#include <mutex>
#include <utility>

#include "state/database.hpp"
#include "state/row_reader.hpp"
#include "state/row_writer.hpp"
#include "state/schema.hpp"
#include "state/state_file.hpp"

namespace orcamo::mock {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

// Connection is the one writer of a file, shared by all ledgers in it.
struct Connection {
  explicit Connection(Database opened) : database(std::move(opened)) {}

  std::mutex mutex;
  Database database;
};
using ConnectionRef = std::shared_ptr<Connection>;

Result<void> in_a_transaction(Database& database, const std::function<Result<void>()>& write) {
  auto transaction = Transaction::begin(database);
  if (!transaction) return transaction.error();
  if (auto written = write(); !written) return written;
  return transaction->commit();
}

// commit has `write` done in one transaction, with the mutex held, and fails as a ledger does.
Result<void> commit(Database& database, const std::function<Result<void>()>& write) {
  auto written = in_a_transaction(database, write);
  if (written || written.error().code() == Errc::kInternal) return written;
  return Error(Errc::kStateUnwritable, written.error().message(), written.error().hint());
}

class SandboxLedger final : public Ledger {
 public:
  SandboxLedger(ConnectionRef connection, SandboxKey key) : connection_(std::move(connection)), key_(key) {}

  Result<void> write(const SandboxChange& change) override {
    return unless_closed([&] { return write_change(connection_->database, key_, change); });
  }

  Result<void> rewrite(const SandboxImage& image) override {
    return unless_closed([&] { return rewrite_sandbox(connection_->database, key_, image); });
  }

  Result<void> close() override {
    const std::lock_guard lock(connection_->mutex);
    if (closed_) return {};
    auto deleted = commit(connection_->database, [&] { return delete_sandbox(connection_->database, key_); });
    closed_ = deleted.has_value();
    return deleted;
  }

 private:
  Result<void> unless_closed(const std::function<Result<void>()>& write) {
    const std::lock_guard lock(connection_->mutex);
    return closed_ ? Result<void>() : commit(connection_->database, write);
  }

  const ConnectionRef connection_;
  const SandboxKey key_;
  bool closed_ = false;
};

class State final : public Archive {
 public:
  explicit State(Database database) : connection_(std::make_shared<Connection>(std::move(database))) {}

  Result<std::optional<CertificateAuthority>> server_authority() override {
    const std::lock_guard lock(connection_->mutex);
    return read_server_authority(connection_->database);
  }

  Result<void> keep_server_authority(const CertificateAuthority& authority) override {
    const std::lock_guard lock(connection_->mutex);
    return commit(connection_->database, [&] { return write_server_authority(connection_->database, authority); });
  }

  Result<std::vector<KeptSandbox>> sandboxes() override {
    const std::lock_guard lock(connection_->mutex);
    auto read = read_sandboxes(connection_->database);
    if (!read) return read.error();
    std::vector<KeptSandbox> kept;
    for (auto& [key, image, ends_at] : *read) {
      kept.push_back({std::move(image), ends_at, std::make_unique<SandboxLedger>(connection_, key)});
    }
    return kept;
  }

  Result<std::unique_ptr<Ledger>> keep(const SandboxImage& made, std::optional<pki::TimePoint> ends_at) override {
    const std::lock_guard lock(connection_->mutex);
    SandboxKey key = 0;
    const auto written = commit(connection_->database, [&]() -> Result<void> {
      const auto row = write_sandbox(connection_->database, made, ends_at);
      if (!row) return row.error();
      key = *row;
      return {};
    });
    if (!written) return written.error();
    return std::make_unique<SandboxLedger>(connection_, key);
  }

 private:
  const ConnectionRef connection_;
};

}  // namespace

Result<std::unique_ptr<Archive>> open_state(const std::filesystem::path& file) {
  const auto prepared = prepare_state_file(file);
  if (!prepared) return prepared.error();
  auto database = Database::open(*prepared);
  if (!database) return database.error();
  if (auto taken = take_into_use(*database); !taken) return std::move(taken).error().while_doing(prepared->string());
  return std::make_unique<State>(*std::move(database));
}

}  // namespace orcamo::mock

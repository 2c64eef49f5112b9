#include "store_on_disk.hpp"

#include <algorithm>
#include <utility>

#include "fmt/format.h"
#include "orcamo/client/directory_store.hpp"
#include "orcamo/client/https_transport.hpp"
#include "orcamo/client/login.hpp"
#include "orcamo/pki/clock.hpp"
#include "orcamo/testing/matchers.hpp"

namespace orcamo::e2e {
namespace {

namespace fs = std::filesystem;

pki::Bytes octets_of(const std::string& text) { return {text.begin(), text.end()}; }

}  // namespace

StoreOnDisk::StoreOnDisk(ServeProcess& server, const testing::TemporaryDirectory& home, int number)
    : server_(server),
      facility_(fmt::format("u{:08}", 1000 + number)),
      path_(home / fmt::format("store{}", number)),
      old_(server.issue(home, {{"not_after", "now+89d"}, {"facility", facility_}})) {
  auto store = client::DirectoryStore::open(path_).value();
  const std::string password = old_.answer.at("password");
  EXPECT_THAT(
      store.add({old_.answer.at("file_name"), octets_of(testing::read_file(old_.p12)), pki::Secret::copy_of(password)}),
      testing::IsOk());
}

std::vector<std::string> StoreOnDisk::renew() const {
  return {kRenewProgram, "renew",   "--server", server_.https(), "--ca",
          server_.ca(),  "--store", path_,      "--output",      "json"};
}

std::vector<client::StoredCertificate> StoreOnDisk::list() const {
  auto listed = client::DirectoryStore::open(path_).value().list();
  EXPECT_THAT(listed, testing::IsOk());
  return listed ? *std::move(listed) : std::vector<client::StoredCertificate>();
}

bool StoreOnDisk::logs_in(const pki::Credential& credential) const {
  const pki::SystemClock clock;
  client::HttpsOptions options;
  options.trusted = pki::Certificate::all_from_pem(testing::read_file(server_.ca())).value();
  client::HttpsTransport transport(std::move(options), clock);
  const client::Account account{.password = pki::Secret::copy_of("ormaster")};
  return client::log_in(transport, server_.https(), account, credential).has_value();
}

bool StoreOnDisk::is_being_renewed() const {
  const fs::path journal = path_ / ".renewal";
  return fs::exists(journal) && !fs::is_empty(journal);
}

std::size_t StoreOnDisk::issued() const {
  const Json all = server_.ask("GET", "/certificates").at("certificates");
  return static_cast<std::size_t>(
      std::ranges::count_if(all, [&](const Json& one) { return one.at("facility") == facility_; }));
}

}  // namespace orcamo::e2e

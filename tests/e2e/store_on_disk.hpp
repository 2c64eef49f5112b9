#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "orcamo/client/certificate_store.hpp"
#include "serve_process.hpp"

namespace orcamo::e2e {

// StoreOnDisk is a folder with one certificate in it that is due, and of a holder that no other store has: `number`.
// The server and `home` outlive it.
class StoreOnDisk {
 public:
  StoreOnDisk(ServeProcess& server, const testing::TemporaryDirectory& home, int number);

  const std::filesystem::path& path() const noexcept { return path_; }
  const IssuedFiles& old() const noexcept { return old_; }

  // renew is the command that renews what is in the store, and tells of it in JSON.
  std::vector<std::string> renew() const;

  // list opens the store as a program does that has just started; where it cannot, the running test fails.
  std::vector<client::StoredCertificate> list() const;

  bool logs_in(const pki::Credential& credential) const;
  bool is_being_renewed() const;  // a run has left something to go on with

  // issued is how many certificates the server has issued to this holder.
  std::size_t issued() const;

 private:
  ServeProcess& server_;
  std::string facility_;
  std::filesystem::path path_;
  IssuedFiles old_;
};

}  // namespace orcamo::e2e

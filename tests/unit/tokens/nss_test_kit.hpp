#pragma once
#include <gtest/gtest.h>
#include <openssl/err.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>
#include <vector>

#include "orcamo/client/nss_store.hpp"
#include "orcamo/testing/temporary_directory.hpp"
#include "token_test_kit.hpp"

// For the tests of stores in an NSS database.
namespace orcamo::testing {

inline constexpr const char* kOld = "123456__JP_u00000001_client001";
inline constexpr const char* kNew = "234567__JP_u00000001_client001";
const pki::TimePoint kAfterOld = kNow + pki::days(90);

class NssStoreTest : public ::testing::Test {
 protected:
  ~NssStoreTest() override { EXPECT_EQ(ERR_peek_error(), 0u); }

  client::NssStore open() const { return client::NssStore::open(folder()).value(); }
  client::NssStore open_with(const char* password) const {
    return client::NssStore::open(folder(), temporary_.write("pin.txt", password)).value();
  }
  std::filesystem::path folder() const { return temporary_ / "nssdb"; }
  std::string database() const { return "sql:" + folder().string(); }

  std::string certutil(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"certutil", "-d", database()});
    return run(arguments, temporary_);
  }

  // import_by_stranger has pk12util put a file into the database, as a person would.
  void import_by_stranger(const client::Arrival& arrival) const {
    const std::filesystem::path p12 = temporary_.write("stranger.p12", pki::as_text(arrival.p12));
    const std::filesystem::path password =
        temporary_.write("stranger.txt", std::string(arrival.password.reveal()) + "\n");
    const std::filesystem::path none = temporary_.write("none.txt", "\n");
    run({"pk12util", "-i", p12.string(), "-d", database(), "-w", password.string(), "-k", none.string()}, temporary_);
  }

  void make_by_stranger() const {
    std::filesystem::create_directory(folder());
    certutil({"-N", "--empty-password"});
  }

  static mode_t mode_of(const std::filesystem::path& path) {
    struct stat status {};
    EXPECT_EQ(stat(path.c_str(), &status), 0) << path;
    return status.st_mode & 07777u;
  }

  TemporaryDirectory temporary_;
  const pki::Credential old_ = issue();
  const pki::Credential new_ = issue(renewed());
};

}  // namespace orcamo::testing

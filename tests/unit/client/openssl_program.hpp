#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "orcamo/pki/bytes.hpp"
#include "orcamo/pki/credential.hpp"
#include "orcamo/testing/temporary_directory.hpp"

namespace orcamo::testing {

// OpensslProgram is the command line tool at work in a folder of its own: the stranger whose files the client reads.
class OpensslProgram {
 public:
  // write puts key.pem, certificate.pem and chain.pem of `credential` into the folder, and `password` into
  // password.txt.
  OpensslProgram(const pki::Credential& credential, std::string_view password);

  const TemporaryDirectory& folder() const noexcept { return folder_; }

  // export_p12 runs `openssl pkcs12 -export` with further arguments and returns the file; a failure fails the test.
  pki::Bytes export_p12(const std::vector<std::string>& arguments) const;

  // run runs `openssl` in the folder; a failure fails the test.
  void run(const std::vector<std::string>& arguments) const;

 private:
  TemporaryDirectory folder_;
};

// The options that make a file of key and certificate.
inline const std::vector<std::string> kWhole = {"-inkey",          "key.pem",   "-in",
                                                "certificate.pem", "-certfile", "chain.pem"};

std::vector<std::string> operator+(std::vector<std::string> a, const std::vector<std::string>& b);

}  // namespace orcamo::testing

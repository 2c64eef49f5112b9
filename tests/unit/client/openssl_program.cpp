#include "openssl_program.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace orcamo::testing {

OpensslProgram::OpensslProgram(const pki::Credential& credential, std::string_view password) {
  folder_.write("key.pem", credential.key.pem().value().reveal());
  folder_.write("certificate.pem", credential.certificate.pem());
  std::string chain;
  for (const pki::Certificate& certificate : credential.chain) chain += certificate.pem();
  folder_.write("chain.pem", chain);
  folder_.write("password.txt", std::string(password) + "\n");
}

void OpensslProgram::run(const std::vector<std::string>& arguments) const {
  std::string program = "openssl";
  std::vector<std::string> copies = arguments;
  std::vector<char*> argv{program.data()};
  for (std::string& argument : copies) argv.push_back(argument.data());
  argv.push_back(nullptr);
  const std::string folder = folder_.path().string();

  const pid_t child = fork();
  if (child == 0) {
    const int nowhere = open("/dev/null", O_RDWR);
    dup2(nowhere, STDOUT_FILENO);
    dup2(nowhere, STDERR_FILENO);
    if (chdir(folder.c_str()) == 0) execvp(argv[0], argv.data());
    _exit(127);
  }
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "openssl " << ::testing::PrintToString(arguments);
}

pki::Bytes OpensslProgram::export_p12(const std::vector<std::string>& arguments) const {
  run(std::vector<std::string>{"pkcs12", "-export", "-passout", "file:password.txt", "-out", "out.p12"} + arguments);
  const std::string file = read_file(folder_ / "out.p12");
  const pki::BytesView octets = pki::as_bytes(file);
  return {octets.begin(), octets.end()};
}

std::vector<std::string> operator+(std::vector<std::string> a, const std::vector<std::string>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

}  // namespace orcamo::testing

#include <fstream>
#include <iterator>
#include <string>

#include "claims.hpp"
#include "orcamo/client/password_file.hpp"
#include "orcamo/client/password_repair.hpp"

// A password file, and what is made of its password where it does not open the PKCS#12 file.
namespace orcamo::testing {
namespace {

// The seed p12/plain.p12: one iteration, so that each attempt costs little.
const pki::Bytes& p12_file() {
  static const pki::Bytes file = [] {
    std::ifstream in(ORCAMO_SEEDS "/p12/plain.p12", std::ios::binary);
    const std::string octets{std::istreambuf_iterator<char>(in), {}};
    claim(!octets.empty(), "the seeds are there: " ORCAMO_SEEDS "/p12/plain.p12");
    return pki::Bytes(octets.begin(), octets.end());
  }();
  return file;
}

void claim_password(std::string_view password) {
  claim(!password.empty(), "a password is not empty");
  claim(client::is_utf8(password), "a password is UTF-8");
  for (const char c : password) claim(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f, "a password is one line");
  if (password.size() > 4'000) return;
  const std::string saved = "\xef\xbb\xbf" + std::string(password) + "\r\n";
  const auto again = client::decode_password(pki::as_bytes(saved));
  claim(again && again->equals(password), "a password saved with a mark and a line end is the same");
}

void claim_repair(const pki::Secret& saved) {
  const auto opened = client::open_with_saved_password(p12_file(), saved);
  if (opened) {
    claim(opened->repairs.empty() == opened->password.equals(saved.reveal()), "repairs are what was changed");
    claim(client::open_pkcs12(p12_file(), opened->password.reveal()).has_value(), "the password told opens the file");
    return;
  }
  const pki::Errc code = opened.error().code();
  claim(code == pki::Errc::kP12WrongPassword || code == pki::Errc::kPasswordFileSuspect,
        "a password is wrong or suspect", opened.error().message());
  claim_sentence(opened.error());
}

void read_password(pki::BytesView file) {
  const auto password = client::decode_password(file);
  if (!password) return claim_sentence(password.error());
  claim_password(password->reveal());
  claim_repair(*password);
}

}  // namespace
}  // namespace orcamo::testing

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  orcamo::testing::read_password({data, size});
  return 0;
}

#include <openssl/err.h>
#include <openssl/pkcs12.h>

#include <array>

#include "claims.hpp"
#include "orcamo/client/pkcs12.hpp"
#include "orcamo/pki/openssl/handles.hpp"

// The inside of a PKCS#12 file (AuthenticatedSafe of RFC 7292), under a MAC that is always right: what a sender who
// knows the password can do, and what no change of a whole file gets at.
namespace orcamo::testing {
namespace {

constexpr std::string_view kPassword = "aB3dE6gH9k";  // of the seeds
constexpr client::Pkcs12Limits kLimits{.octets = 1 << 17, .iterations = 2048};

// enclosed is `value` with tag and length in front of it (X.690, 8.1).
pki::Bytes enclosed(std::uint8_t tag, const pki::Bytes& value) {
  pki::Bytes out{tag, 0x83};
  for (const int shift : {16, 8, 0}) out.push_back(static_cast<std::uint8_t>(value.size() >> shift));
  out.insert(out.end(), value.begin(), value.end());
  return out;
}

pki::Bytes sealed(pki::BytesView safes) {
  constexpr std::array<std::uint8_t, 3> kVersion{0x02, 0x01, 0x03};
  constexpr std::array<std::uint8_t, 11> kData{0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01};
  pki::Bytes content(kData.begin(), kData.end());
  const pki::Bytes value = enclosed(0xa0, enclosed(0x04, {safes.begin(), safes.end()}));
  content.insert(content.end(), value.begin(), value.end());
  pki::Bytes frame(kVersion.begin(), kVersion.end());
  const pki::Bytes auth_safe = enclosed(0x30, content);
  frame.insert(frame.end(), auth_safe.begin(), auth_safe.end());
  const pki::Bytes bare = enclosed(0x30, frame);

  const unsigned char* at = bare.data();
  const pki::Pkcs12 p12(d2i_PKCS12(nullptr, &at, static_cast<long>(bare.size())));
  claim(p12 != nullptr, "the frame of this target is PKCS#12");
  std::array<unsigned char, 8> salt{1, 2, 3, 4, 5, 6, 7, 8};
  claim(PKCS12_set_mac(p12.get(), kPassword.data(), static_cast<int>(kPassword.size()), salt.data(),
                       static_cast<int>(salt.size()), 1, EVP_sha256()) == 1,
        "the frame of this target gets a MAC");
  pki::Bytes file(static_cast<std::size_t>(i2d_PKCS12(p12.get(), nullptr)));
  unsigned char* end = file.data();
  i2d_PKCS12(p12.get(), &end);
  return file;
}

void read_contents(pki::BytesView safes) {
  const pki::Bytes file = sealed(safes);
  const auto opened = client::open_pkcs12(file, kPassword, kLimits);
  claim(ERR_peek_error() == 0, "the error queue is empty");
  if (opened) {
    claim(opened->certificate.matches(opened->key), "the key belongs to the certificate");
    return;
  }
  const pki::Errc code = opened.error().code();
  claim(code != pki::Errc::kP12WrongPassword ||
            opened.error().message().find("another password than its MAC") != std::string::npos,
        "a password that the MAC proves is not called wrong but for a part that has its own", opened.error().message());
  claim(code != pki::Errc::kP12MacMissing, "a MAC that is there is not called missing");
  claim(code != pki::Errc::kP12NotP12, "what is PKCS#12 is not called something else", opened.error().message());
  claim_sentence(opened.error());
  claim_silence(opened.error(), kPassword);
}

}  // namespace
}  // namespace orcamo::testing

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size != 0 && size < 1 << 16) orcamo::testing::read_contents({data, size});
  return 0;
}

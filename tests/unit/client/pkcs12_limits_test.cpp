#include <gtest/gtest.h>
#include <openssl/err.h>

#include <string>

#include "der.hpp"
#include "identities.hpp"
#include "orcamo/client/pkcs12.hpp"
#include "orcamo/pki/openssl/handles.hpp"
#include "orcamo/testing/matchers.hpp"
#include "orcamo/testing/printers.hpp"
#include "p12_builder.hpp"

// What a file may cost whose password is right.
namespace orcamo::testing {
namespace {

using client::open_pkcs12;
using pki::Bytes;
using pki::Errc;

// An RSA key of that many octets, no two of whose numbers belong together.
pki::PrivateKey rsa_of(std::size_t octets) {
  const auto number = [](std::size_t size) { return der::wrap(0x02, Bytes(size, 0x7f)); };
  Bytes modulus(octets + 1, 0xff);
  modulus[0] = 0;
  const Bytes half = number(octets / 2);
  const Bytes key = der::sequence(
      {der::integer(0), der::wrap(0x02, modulus), der::integer(65537), number(octets), half, half, half, half, half});
  const unsigned char* at = key.data();
  return pki::NativeAccess::wrap(pki::PKey(d2i_PrivateKey(EVP_PKEY_RSA, nullptr, &at, static_cast<long>(key.size()))))
      .value();
}

TEST(Pkcs12Limit, IsSetForTheSizeOfAKey) {
  const auto sealed_with = [](std::size_t octets) {
    const P12Parts parts{.keys = {{rsa_of(octets), ""}}, .certificates = {{issue().certificate, ""}}};
    return open_pkcs12(build_p12(parts, kPassword), kPassword);
  };

  EXPECT_THAT(sealed_with(2048), FailsWith(Errc::kKeyMismatch));
  EXPECT_THAT(sealed_with(2049), FailsWith(Errc::kP12LimitExceeded));
  EXPECT_EQ(ERR_peek_error(), 0u);
}

// A key and two parts, each and the MAC at so many iterations; `password`: null for none at all.
Bytes four_derivations(const char* password, int iterations) {
  const pki::Credential credential = issue();
  STACK_OF(PKCS7)* safes = nullptr;
  STACK_OF(PKCS12_SAFEBAG)* keys = nullptr;
  PKCS12_add_key_ex(&keys, pki::NativeAccess::native(credential.key), 0, iterations, NID_aes_256_cbc, password, nullptr,
                    nullptr);
  const pki::SafeBags owned_keys(keys);
  PKCS12_add_safe(&safes, keys, -1, 0, nullptr);
  for (const pki::Certificate& certificate : {credential.certificate, credential.chain.at(0)}) {
    STACK_OF(PKCS12_SAFEBAG)* bags = nullptr;
    PKCS12_add_cert(&bags, pki::NativeAccess::native(certificate));
    const pki::SafeBags owned_bags(bags);
    PKCS12_add_safe(&safes, bags, NID_aes_256_cbc, iterations, password);
  }
  const pki::Pkcs7Stack owned_safes(safes);
  const pki::Pkcs12 p12(PKCS12_add_safes(safes, 0));
  PKCS12_set_mac(p12.get(), password, password == nullptr ? 0 : -1, nullptr, 0, iterations, EVP_sha256());
  Bytes file(static_cast<std::size_t>(i2d_PKCS12(p12.get(), nullptr)));
  unsigned char* at = file.data();
  i2d_PKCS12(p12.get(), &at);
  return file;
}

TEST(Pkcs12Limit, CountsBothFormsOfTheEmptyPassword) {
  EXPECT_THAT(open_pkcs12(four_derivations("x", 2000), "x", {.iterations = 2000}), IsOk());
  EXPECT_THAT(open_pkcs12(four_derivations(nullptr, 2000), "", {.iterations = 2500}), IsOk());
  EXPECT_THAT(open_pkcs12(four_derivations(nullptr, 2000), "", {.iterations = 2000}),
              FailsWith(Errc::kP12LimitExceeded));
  EXPECT_EQ(ERR_peek_error(), 0u);
}

}  // namespace
}  // namespace orcamo::testing

#include <openssl/objects.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <utility>

#include "../unit/client/p12_builder.hpp"
#include "authority/certificate_authority.hpp"
#include "authority/pkcs12_writer.hpp"
#include "orcamo/pki/openssl/handles.hpp"

// fuzz_seeds FOLDER writes the seeds that are certificates and PKCS#12 files anew. They expire: no target holds
// them against a clock, a seed is input and nothing else.
namespace orcamo::testing {
namespace {

using pki::Bytes;
using pki::days;

constexpr std::string_view kPassword = "aB3dE6gH9k";
const pki::TimePoint kNow = std::chrono::sys_days(std::chrono::year(2031) / 5 / 17) + pki::Seconds(12'345);

pki::Credential issue(const mock::CertificateAuthority& authority, const char* client, const char* serial,
                      pki::Validity validity = {kNow - days(1006), kNow + days(89)}) {
  const auto key = pki::PrivateKey::generate(pki::KeyType::kP256).value();
  return authority.issue_client({.organization = "u00000001", .common_name = client}, validity, key, serial).value();
}

void write(const std::filesystem::path& file, pki::BytesView octets) {
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << pki::as_text(octets);
}

// inside is the AuthenticatedSafe of a PKCS#12 file (RFC 7292, 4.1).
Bytes inside(const Bytes& file) {
  const unsigned char* at = file.data();
  const pki::Pkcs12 p12(d2i_PKCS12(nullptr, &at, static_cast<long>(file.size())));
  const pki::Pkcs7Stack safes(PKCS12_unpack_authsafes(p12.get()));
  unsigned char* der = nullptr;
  const int size =
      ASN1_item_i2d(reinterpret_cast<const ASN1_VALUE*>(safes.get()), &der, ASN1_ITEM_rptr(PKCS12_AUTHSAFES));
  Bytes out(der, der + size);
  OPENSSL_free(der);
  return out;
}

// Each is as small as it can be, and asks for as little as it can: a target runs it many times a second.
void mint(const std::filesystem::path& folder) {
  const auto authority = mock::CertificateAuthority::create("seeds").value();
  const auto one = issue(authority, "client001", "123456");
  const auto two = issue(authority, "client002", "234567");
  const P12Parts right{{{one.key, "\x01"}}, {{one.certificate, "\x01", "受付1"}}};
  P12Parts with_chain = right;
  for (const pki::Certificate& each : one.chain)
    with_chain.certificates.insert(with_chain.certificates.begin(), {each, ""});
  const P12Parts two_identities{{{one.key, "\x01"}, {two.key, "\x02"}},
                                {{two.certificate, "\x02"}, {one.certificate, "\x01"}}};

  const auto p12 = folder / "p12";
  const auto contents = folder / "p12_contents";
  const auto both = [&](const char* name, const P12Parts& parts, const P12Making& making) {
    const Bytes file = build_p12(parts, kPassword, making);
    write(p12 / (std::string(name) + ".p12"), file);
    write(contents / (std::string(name) + ".der"), inside(file));
  };
  both("plain", right, {});
  both("chain", with_chain, {});
  both("two_identities", two_identities, {});
  both("key_mismatch", {{{two.key, ""}}, {{one.certificate, ""}}}, {});
  both("key_only", {{{one.key, ""}}, {}}, {});
  both("certificates_only", {{}, {{one.certificate, ""}}}, {});
  both("nested", right, {.nesting = 3});
  both("aes", right, {.encryption = NID_aes_256_cbc});
  both("triple_des", right, {.encryption = NID_pbe_WithSHA1And3_Key_TripleDES_CBC});
  write(p12 / "sha1_mac.p12", build_p12(right, kPassword, {.mac_digest = "SHA1"}));
  write(p12 / "sha512_mac.p12", build_p12(right, kPassword, {.iterations = 2, .mac_digest = "SHA512"}));
  write(p12 / "no_mac.p12", build_p12(right, kPassword, {.has_mac = false}));
  write(p12 / "many_iterations.p12",
        build_p12(right, kPassword, {.iterations = 2, .stated_iterations = 2'000'000'000}));
  write(p12 / "wrong_mac.p12", build_p12(right, kPassword, {.encryption = NID_aes_256_cbc, .mac_password = "other"}));
  for (const mock::P12Profile& profile : mock::profiles()) {
    mock::P12Profile quick = profile;
    quick.iterations = quick.mac.iterations = 2;
    const pki::Credential whole = authority.with_root(one);
    write(p12 / (std::string(profile.name) + ".p12"),
          mock::seal_pkcs12(whole, kPassword, quick, "123456__JP_u00000001_client001").value());
  }
  const pki::Bytes dsa = der::sequence(
      {der::oid("1.2.840.10040.4.1"), der::sequence({der::integer(23), der::integer(11), der::integer(4)})});
  write(p12 / "dsa_key.der", der::sequence({der::integer(0), dsa, der::octets(der::integer(7))}));

  const auto certificates = folder / "certificate";
  const pki::Validity far{kNow, kNow + days(9'000)};  // to 2056
  write(certificates / "client.der", one.certificate.der());
  write(certificates / "root.der", authority.root().der());
  Bytes late = issue(authority, "受付", "345678", far).certificate.der();
  write(certificates / "generalized_time.der", late);
  constexpr std::string_view kYear = "2056";
  std::fill_n(std::search(late.begin(), late.end(), kYear.begin(), kYear.end()), kYear.size(), std::uint8_t{'0'});
  write(certificates / "year_zero.der", late);
  write(certificates / "one.pem", pki::as_bytes(one.certificate.pem()));
  write(certificates / "chain.pem", pki::as_bytes("text in front\n" + one.certificate.pem() + authority.ca_pem()));
}

}  // namespace
}  // namespace orcamo::testing

int main(int count, char** arguments) {
  if (count != 2) {
    std::cerr << "usage: fuzz_seeds FOLDER\n";
    return 2;
  }
  orcamo::testing::mint(arguments[1]);
  return 0;
}

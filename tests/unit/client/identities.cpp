#include "identities.hpp"

#include "authority/certificate_authority.hpp"
#include "authority/pkcs12_writer.hpp"

namespace orcamo::testing {
namespace {

const mock::CertificateAuthority& authority(Issuer issuer) {
  static const auto usual = mock::CertificateAuthority::create("client tests").value();
  static const auto other = mock::CertificateAuthority::create("other").value();
  return issuer == Issuer::kUsual ? usual : other;
}

}  // namespace

pki::Credential issue(const IdentityWish& wish) {
  const auto key = pki::PrivateKey::generate(pki::KeyType::kP256).value();
  const mock::SubjectName subject{.organization = wish.facility, .common_name = "client001"};
  return authority(wish.issuer).issue_client(subject, wish.validity, key, wish.serial).value();
}

std::string file_name_of(const pki::Credential& credential) {
  const pki::Certificate& certificate = credential.certificate;
  return certificate.serial() + "__JP_" + certificate.organization() + "_" + certificate.common_name() + ".p12";
}

client::Arrival sealed(const pki::Credential& credential, std::string_view password) {
  auto p12 = mock::seal_pkcs12(credential, password, mock::P12Profile::kModern2023, "client001").value();
  return {file_name_of(credential), std::move(p12), pki::Secret::copy_of(password)};
}

}  // namespace orcamo::testing

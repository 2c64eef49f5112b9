#include "identities.hpp"

#include <utility>

#include "authority/certificate_authority.hpp"
#include "authority/pkcs12_writer.hpp"
#include "orcamo/pki/openssl/handles.hpp"

namespace orcamo::testing {
namespace {

// rekeyed is `certificate`, names and extensions and all, with another key and another signature.
pki::Certificate rekeyed(const pki::Certificate& certificate, const pki::PrivateKey& key,
                         const pki::PrivateKey& signer) {
  pki::X509Handle copy(X509_dup(pki::NativeAccess::native(certificate)));
  X509_set_pubkey(copy.get(), pki::NativeAccess::native(key));
  X509_sign(copy.get(), pki::NativeAccess::native(signer), EVP_sha256());
  return pki::NativeAccess::wrap(std::move(copy)).value();
}

mock::CertificateAuthority namesake(const mock::CertificateAuthority& of) {
  mock::AuthorityMaterial material = of.material();
  const auto root_key = pki::PrivateKey::generate(pki::KeyType::kP256).value();
  material.issuing_key = pki::PrivateKey::generate(pki::KeyType::kP256).value();
  material.root = rekeyed(material.root, root_key, root_key);
  material.issuing = rekeyed(material.issuing, material.issuing_key, root_key);
  return mock::CertificateAuthority::from(std::move(material)).value();
}

const mock::CertificateAuthority& authority(Issuer issuer) {
  static const auto usual = mock::CertificateAuthority::create("client tests").value();
  static const auto other = mock::CertificateAuthority::create("other").value();
  static const auto same_name = namesake(usual);
  switch (issuer) {
    case Issuer::kOther:
      return other;
    case Issuer::kNamesake:
      return same_name;
    case Issuer::kUsual:
      break;
  }
  return usual;
}

}  // namespace

pki::Credential issue(const IdentityWish& wish) {
  const auto key = wish.key ? *wish.key : pki::PrivateKey::generate(pki::KeyType::kP256).value();
  const mock::SubjectName subject{.organization = wish.facility, .common_name = wish.common_name};
  return authority(wish.issuer).issue_client(subject, wish.validity, key, wish.serial).value();
}

pki::Certificate root_of(Issuer issuer) { return authority(issuer).root(); }

std::string file_name_of(const pki::Credential& credential) {
  const pki::Certificate& certificate = credential.certificate;
  return certificate.serial() + "__JP_" + certificate.organization() + "_" + certificate.common_name() + ".p12";
}

client::Arrival sealed(const pki::Credential& credential, std::string_view password) {
  auto p12 = mock::seal_pkcs12(credential, password, mock::P12Profile::kModern2023, "client001").value();
  return {file_name_of(credential), std::move(p12), pki::Secret::copy_of(password)};
}

}  // namespace orcamo::testing

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "authority/pkcs12_writer.hpp"
#include "world/sandbox.hpp"

// What a sandbox hands out when it is told to hand out the wrong thing.
namespace orcamo::mock {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

constexpr std::string_view kOtherFacility = "u99999999";
constexpr std::string_view kOneMoreFacility = "u99999998";

}  // namespace

Result<GenerationRef> Sandbox::misissued(const Generation& right, Replacing replacing) const {
  GenerationRef old;
  {
    const std::lock_guard lock(mutex_);
    if (right.replaces) old = lineages_.by_serial(*right.replaces);
  }
  if (!old) {
    return Error(Errc::kNoReplacement,
                 "the certificate " + right.credential.certificate.serial() + " replaces none of this sandbox",
                 "ask for a renewal");
  }
  const auto& certificate = right.credential.certificate;
  std::string serial = certificate.serial();
  pki::Validity validity = certificate.validity();
  SubjectName subject{.organization = right.identity.facility, .common_name = right.identity.client};
  Usage usage = Usage::kClient;
  const auto randomness = randomness_.of("misissued").of(replacing_name(replacing)).of(serial);
  auto key = replacing == Replacing::kSameKey
                 ? Result<pki::PrivateKey>(old->credential.key)
                 : pki::PrivateKey::generate(right.credential.key.type(), randomness.of("key"));
  if (!key) return key.error();
  auto authority = Result<CertificateAuthority>(authority_);
  switch (replacing) {
    case Replacing::kSameSerial:
      serial = old->credential.certificate.serial();
      break;
    case Replacing::kNotLonger:
      validity.not_after = old->credential.certificate.validity().not_after;
      validity.not_before = std::min(validity.not_before, validity.not_after);
      break;
    case Replacing::kOtherFacility:
      subject.organization = subject.organization == kOtherFacility ? kOneMoreFacility : kOtherFacility;
      break;
    case Replacing::kSameKey:
      break;
    case Replacing::kOtherAuthority:
      authority = CertificateAuthority::create("client rolled over", {}, pki::always(), randomness.of("authority"));
      break;
    case Replacing::kServerOnly:
      usage = Usage::kServerOnly;
      break;
  }
  if (!authority) return authority.error();
  auto credential = authority->issue_client(subject, validity, *key, serial, randomness, usage);
  if (!credential) return credential.error();
  auto p12 = seal_pkcs12(authority->with_root(*credential), right.password.reveal(), right.profile,
                         right.identity.client, randomness.of("p12"));
  if (!p12) return p12.error();
  return std::make_shared<const Generation>(Generation{right.identity, *std::move(credential), right.profile,
                                                       right.file_name, right.password.clone(), *std::move(p12),
                                                       right.replaces});
}

}  // namespace orcamo::mock

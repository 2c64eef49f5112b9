#include <openssl/err.h>

#include "claims.hpp"
#include "orcamo/pki/certificate.hpp"

// A certificate, as DER and as PEM.
namespace orcamo::testing {
namespace {

using pki::Certificate;

void claim_date(pki::TimePoint date) {
  const auto again = pki::parse_rfc3339(pki::format_rfc3339(date));
  claim(again && *again == date, "a date is one that can be written and read", pki::format_rfc3339(date));
}

void claim_sound(const Certificate& certificate) {
  claim(is_one_line(certificate.subject()), "a subject is one line of UTF-8", certificate.subject());
  claim(is_one_line(certificate.issuer()), "an issuer is one line of UTF-8", certificate.issuer());
  claim(client::is_utf8(certificate.common_name()), "a common name is UTF-8");
  claim(client::is_utf8(certificate.organization()), "an organization is UTF-8");
  claim(certificate.serial().find_first_not_of("-0123456789ABCDEF") == std::string::npos, "a serial is hexadecimal",
        certificate.serial());
  claim(!certificate.serial().empty(), "a serial is there");
  claim(certificate.fingerprint_sha256().size() == 64, "a fingerprint has 64 digits");
  claim_date(certificate.validity().not_before);
  claim_date(certificate.validity().not_after);
  (void)certificate.is_signed_by(certificate);

  const auto from_der = Certificate::from_der(certificate.der());
  claim(from_der && *from_der == certificate, "what der() writes is the certificate");
  const auto from_pem = Certificate::from_pem(certificate.pem());
  claim(from_pem && *from_pem == certificate, "what pem() writes is the certificate");
}

void read_certificate(pki::BytesView octets) {
  const auto from_der = Certificate::from_der(octets);
  if (from_der) {
    claim_sound(*from_der);
  } else {
    claim_sentence(from_der.error());
  }
  claim(ERR_peek_error() == 0, "the error queue is empty");

  const auto from_pem = Certificate::all_from_pem(pki::as_text(octets));
  if (from_pem) {
    claim(!from_pem->empty(), "all certificates are one at least");
    for (const Certificate& each : *from_pem) claim_sound(each);
  } else {
    claim_sentence(from_pem.error());
  }
  claim(ERR_peek_error() == 0, "the error queue is empty");
}

}  // namespace
}  // namespace orcamo::testing

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  orcamo::testing::read_certificate({data, size});
  return 0;
}

#include "orcamo/pki/certificate.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <optional>
#include <utility>

#include "orcamo/pki/openssl/handles.hpp"

namespace orcamo::pki {

struct Certificate::Body {
  X509Handle x509;
  std::string subject;
  std::string issuer;
  std::string common_name;
  std::string organization;
  std::string serial;
  std::string fingerprint_sha256;
  Validity validity;
  bool is_authority = false;
  bool is_for_clients = false;
};

namespace {

using ExtendedKeyUsage = Handle<EXTENDED_KEY_USAGE, EXTENDED_KEY_USAGE_free>;

// escape_c1 writes U+0080 to U+009F as RFC 4514, 2.4 allows for any character: terminals obey them, and OpenSSL
// escapes no control characters but those of ASCII.
std::string escape_c1(std::string_view utf8) {
  std::string escaped;
  escaped.reserve(utf8.size());
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const auto next = i + 1 < utf8.size() ? static_cast<unsigned char>(utf8[i + 1]) : 0U;
    if (static_cast<unsigned char>(utf8[i]) != 0xc2 || next < 0x80 || next >= 0xa0) {
      escaped += utf8[i];
      continue;
    }
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    escaped.append("\\C2\\").append(1, kDigits[next >> 4]).append(1, kDigits[next & 15]);
    ++i;
  }
  return escaped;
}

std::string rfc4514(const X509_NAME* name) {
  const Bio bio(BIO_new(BIO_s_mem()));
  X509_NAME_print_ex(bio.get(), name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
  return escape_c1(contents(bio.get()));
}

std::string attribute(const X509_NAME* name, int nid) {
  const int index = X509_NAME_get_index_by_NID(name, nid, -1);
  if (index < 0) return {};
  unsigned char* utf8 = nullptr;
  const int size = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, index)));
  const Handle<unsigned char, free_openssl_memory> owned(utf8);
  return size > 0 ? std::string(reinterpret_cast<char*>(utf8), static_cast<std::size_t>(size)) : std::string();
}

std::string hexadecimal(const ASN1_INTEGER* serial) {
  const BigNumber number(ASN1_INTEGER_to_BN(serial, nullptr));
  if (number && BN_is_zero(number.get())) return "00";  // BN_bn2hex alone writes a single digit
  const OpensslText text(number ? BN_bn2hex(number.get()) : nullptr);
  return text ? text.get() : "";
}

std::string fingerprint(const X509* x509) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  if (X509_digest(x509, EVP_sha256(), digest, &size) != 1) return {};
  std::string text;
  for (unsigned int i = 0; i < size; ++i) {
    constexpr char kDigits[] = "0123456789abcdef";
    text += kDigits[digest[i] >> 4];
    text += kDigits[digest[i] & 15];
  }
  return text;
}

std::optional<TimePoint> time_point(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(parts.tm_year + 1900),
                                         std::chrono::month(static_cast<unsigned>(parts.tm_mon + 1)),
                                         std::chrono::day(static_cast<unsigned>(parts.tm_mday)));
  return std::chrono::sys_days(date) + std::chrono::hours(parts.tm_hour) + std::chrono::minutes(parts.tm_min) +
         Seconds(parts.tm_sec);
}

// is_for_clients reads the extension itself: of a certificate with any extension that OpenSSL cannot read, it knows no
// purpose. One that is there twice is for nobody.
bool is_for_clients(const X509& x509) {
  int criticality = 0;
  const ExtendedKeyUsage usage(
      static_cast<EXTENDED_KEY_USAGE*>(X509_get_ext_d2i(&x509, NID_ext_key_usage, &criticality, nullptr)));
  if (!usage) return criticality == -1;  // there is none
  for (int i = 0; i < sk_ASN1_OBJECT_num(usage.get()); ++i) {
    if (OBJ_obj2nid(sk_ASN1_OBJECT_value(usage.get(), i)) == NID_client_auth) return true;
  }
  return false;
}

}  // namespace

Result<Certificate> NativeAccess::wrap(X509Handle x509) {
  if (!x509) return Error(Errc::kCertificateMalformed, "there is no certificate");
  const X509_NAME* subject = X509_get_subject_name(x509.get());
  const auto not_before = time_point(X509_get0_notBefore(x509.get()));
  const auto not_after = time_point(X509_get0_notAfter(x509.get()));
  if (!not_before || !not_after) {
    return take_error(Errc::kCertificateMalformed, "the certificate's dates can't be read");
  }
  // ASN.1 has a year 0, and an offset leads past the year 9999.
  if (!in_range(*not_before) || !in_range(*not_after)) {
    return Error(Errc::kCertificateMalformed, "the certificate's dates are outside the years 1 to 9999");
  }
  // Also makes OpenSSL parse the extensions now, while no other thread can see the certificate.
  const std::uint32_t flags = X509_get_extension_flags(x509.get());
  Certificate::Body body{
      .x509 = nullptr,
      .subject = rfc4514(subject),
      .issuer = rfc4514(X509_get_issuer_name(x509.get())),
      .common_name = attribute(subject, NID_commonName),
      .organization = attribute(subject, NID_organizationName),
      .serial = hexadecimal(X509_get0_serialNumber(x509.get())),
      .fingerprint_sha256 = fingerprint(x509.get()),
      .validity = {*not_before, *not_after},
      .is_authority = (flags & EXFLAG_CA) != 0,
      .is_for_clients = is_for_clients(*x509),
  };
  body.x509 = std::move(x509);
  ERR_clear_error();
  return Certificate(std::make_shared<const Certificate::Body>(std::move(body)));
}

X509* NativeAccess::native(const Certificate& certificate) noexcept { return certificate.body_->x509.get(); }

Result<Certificate> Certificate::from_der(BytesView der) {
  const unsigned char* cursor = der.data();
  X509Handle x509(d2i_X509(nullptr, &cursor, static_cast<long>(der.size())));
  if (!x509) return take_error(Errc::kCertificateMalformed, "reading a certificate in DER form");
  if (cursor != der.data() + der.size()) {
    return Error(Errc::kCertificateMalformed, "reading a certificate in DER form: octets follow its end");
  }
  return NativeAccess::wrap(std::move(x509));
}

Result<Certificate> Certificate::from_pem(std::string_view pem) {
  auto all = all_from_pem(pem);
  if (!all) return std::move(all).error();
  return std::move(all->front());
}

Result<std::vector<Certificate>> Certificate::all_from_pem(std::string_view pem) {
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  std::vector<Certificate> all;
  for (;;) {
    X509Handle x509(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
    if (!x509) break;
    auto certificate = NativeAccess::wrap(std::move(x509));
    if (!certificate) return std::move(certificate).error();
    all.push_back(*std::move(certificate));
  }
  const bool reached_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  if (reached_end && !all.empty()) {
    ERR_clear_error();
    return all;
  }
  if (reached_end) {
    ERR_clear_error();
    return Error(Errc::kCertificateMalformed, "there is no certificate in PEM form (-----BEGIN CERTIFICATE-----)");
  }
  return take_error(Errc::kCertificateMalformed, "reading a certificate in PEM form");
}

const std::string& Certificate::subject() const noexcept { return body_->subject; }
const std::string& Certificate::issuer() const noexcept { return body_->issuer; }
const std::string& Certificate::common_name() const noexcept { return body_->common_name; }
const std::string& Certificate::organization() const noexcept { return body_->organization; }
const std::string& Certificate::serial() const noexcept { return body_->serial; }
const std::string& Certificate::fingerprint_sha256() const noexcept { return body_->fingerprint_sha256; }
const Validity& Certificate::validity() const noexcept { return body_->validity; }
bool Certificate::is_authority() const noexcept { return body_->is_authority; }
bool Certificate::is_for_clients() const noexcept { return body_->is_for_clients; }

bool Certificate::matches(const PrivateKey& key) const noexcept {
  const bool same = X509_check_private_key(body_->x509.get(), NativeAccess::native(key)) == 1;
  ERR_clear_error();
  return same;
}

bool Certificate::is_signed_by(const Certificate& issuer) const noexcept {
  X509* ca = issuer.body_->x509.get();
  const bool named = X509_NAME_cmp(X509_get_issuer_name(body_->x509.get()), X509_get_subject_name(ca)) == 0;
  const bool signed_by = named && X509_verify(body_->x509.get(), X509_get0_pubkey(ca)) == 1;
  ERR_clear_error();
  return signed_by;
}

Bytes Certificate::der() const {
  const int size = i2d_X509(body_->x509.get(), nullptr);
  Bytes der(size > 0 ? static_cast<std::size_t>(size) : 0);
  unsigned char* cursor = der.data();
  if (!der.empty()) i2d_X509(body_->x509.get(), &cursor);
  return der;
}

std::string Certificate::pem() const {
  const Bio bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(bio.get(), body_->x509.get());
  return contents(bio.get());
}

}  // namespace orcamo::pki

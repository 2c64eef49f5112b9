#include "authority/certificate_builder.hpp"

#include <algorithm>

#include "orcamo/pki/openssl/draw_scope.hpp"
#include "orcamo/pki/openssl/handles.hpp"

namespace orcamo::mock {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

Error failed(std::string_view doing) { return pki::take_error(Errc::kCryptoFailed, doing); }

Result<void> set_serial(X509* certificate, const CertificatePlan& plan) {
  const pki::BigNumber number(BN_bin2bn(plan.serial.data(), static_cast<int>(plan.serial.size()), nullptr));
  if (number) BN_set_negative(number.get(), plan.serial_is_negative ? 1 : 0);
  if (!number || BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) == nullptr) {
    return failed("setting the serial number");
  }
  return {};
}

using AsnString = pki::Handle<ASN1_STRING, ASN1_STRING_free>;

unsigned long mask_of(StringForm form) noexcept {
  switch (form) {
    case StringForm::kUtf8:
      return B_ASN1_UTF8STRING;
    case StringForm::kPrintable:
      return B_ASN1_PRINTABLESTRING;
    case StringForm::kBmp:
      return B_ASN1_BMPSTRING;
    case StringForm::kT61:
      return B_ASN1_T61STRING;
    case StringForm::kUsual:
      break;
  }
  return 0;
}

bool add_entry(X509_NAME* name, const CertificatePlan::Entry& entry, StringForm form) {
  const auto& [type, value] = entry;
  const auto* const octets = reinterpret_cast<const unsigned char*>(value.data());
  const auto length = static_cast<int>(value.size());
  if (form == StringForm::kUsual || type == "C") {
    return X509_NAME_add_entry_by_txt(name, type.c_str(), MBSTRING_UTF8, octets, length, -1, 0) == 1;
  }
  ASN1_STRING* made = nullptr;
  const int kind = ASN1_mbstring_copy(&made, octets, length, MBSTRING_UTF8, mask_of(form));
  const AsnString text(made);
  return kind > 0 && X509_NAME_add_entry_by_txt(name, type.c_str(), kind, ASN1_STRING_get0_data(text.get()),
                                                ASN1_STRING_length(text.get()), -1, 0) == 1;
}

Result<void> set_subject(X509* certificate, const CertificatePlan& plan) {
  X509_NAME* name = X509_get_subject_name(certificate);
  for (const auto& entry : plan.subject) {
    if (!add_entry(name, entry, plan.subject_form)) {
      const Error reason = pki::take_error(Errc::kRequestBadValue, "encoding it");
      return Error(
          Errc::kRequestBadValue,
          "a certificate subject cannot carry " + entry.first + "=\"" + entry.second + "\": " + reason.message(),
          "use a country of two letters, and 1 to 64 characters of UTF-8 for the other parts");
    }
  }
  return {};
}

// By text and not by time_t, which is 32 bits wide on some machines.
Result<void> set_time(ASN1_TIME* field, pki::TimePoint time, TimeForm form) {
  if (form != TimeForm::kByYear) {
    const std::string text = time_text(time, form);
    if (ASN1_STRING_set(field, text.data(), static_cast<int>(text.size())) != 1) return failed("setting a date");
    field->type = is_generalized(form) ? V_ASN1_GENERALIZEDTIME : V_ASN1_UTCTIME;
    return {};
  }
  std::string text = pki::format_rfc3339(time);
  std::erase_if(text, [](char c) { return c == '-' || c == ':' || c == 'T'; });
  if (ASN1_TIME_set_string_X509(field, text.c_str()) != 1) {
    return pki::take_error(Errc::kTimeOutOfRange, "encoding the date " + pki::format_rfc3339(time));
  }
  return {};
}

Result<void> add_extension(X509* certificate, X509* issuer, const CertificatePlan::Entry& extension) {
  const auto& [name, value] = extension;
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509V3_set_ctx_nodb(&context);
  const pki::ExtensionHandle made(X509V3_EXT_nconf(nullptr, &context, name.c_str(), value.c_str()));
  if (!made || X509_add_ext(certificate, made.get(), -1) != 1) return failed("adding the extension " + name);
  return {};
}

Result<void> sign(X509* certificate, const pki::PrivateKey& key, SignatureDigest digest,
                  const pki::Randomness& randomness) {
  const pki::DrawScope scope(randomness);
  const pki::DigestContext context(EVP_MD_CTX_new());
  const char* const name = digest == SignatureDigest::kSha1 ? "SHA1" : "SHA256";
  if (!context ||
      EVP_DigestSignInit_ex(context.get(), nullptr, name, scope.context(), nullptr, pki::NativeAccess::native(key),
                            nullptr) != 1 ||
      X509_sign_ctx(certificate, context.get()) == 0) {
    return failed("signing a certificate");
  }
  return {};
}

// `issuer` is null for a root.
Result<pki::Certificate> build(const CertificatePlan& plan, const pki::PrivateKey& key, X509* issuer,
                               const pki::PrivateKey& signing_key, const pki::Randomness& randomness) {
  pki::X509Handle certificate(X509_new());
  if (!certificate || X509_set_version(certificate.get(), plan.version - 1) != 1) {
    return failed("making a certificate");
  }
  X509* const x509 = certificate.get();
  if (auto done = set_serial(x509, plan); !done) return std::move(done).error();
  if (auto done = set_subject(x509, plan); !done) return std::move(done).error();
  auto dated = set_time(X509_getm_notBefore(x509), plan.validity.not_before, plan.not_before_form);
  if (dated) dated = set_time(X509_getm_notAfter(x509), plan.validity.not_after, plan.not_after_form);
  if (!dated) return std::move(dated).error();

  X509* const parent = issuer != nullptr ? issuer : x509;
  if (X509_set_issuer_name(x509, X509_get_subject_name(parent)) != 1 ||
      X509_set_pubkey(x509, pki::NativeAccess::native(key)) != 1) {
    return failed("setting issuer and public key");
  }
  for (const auto& extension : plan.extensions) {
    if (auto done = add_extension(x509, parent, extension); !done) return std::move(done).error();
  }
  if (auto done = sign(x509, signing_key, plan.digest, randomness); !done) return std::move(done).error();
  return pki::NativeAccess::wrap(std::move(certificate));
}

}  // namespace

Result<pki::Certificate> sign_certificate(const CertificatePlan& plan, const pki::PrivateKey& key,
                                          const CertificateSigner& signer, const pki::Randomness& randomness) {
  return build(plan, key, pki::NativeAccess::native(signer.certificate), signer.key, randomness);
}

Result<pki::Certificate> self_sign_certificate(const CertificatePlan& plan, const pki::PrivateKey& key,
                                               const pki::Randomness& randomness) {
  return build(plan, key, nullptr, key, randomness);
}

}  // namespace orcamo::mock

#include "authority/certificate_shape.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "authority/certificate_plans.hpp"
#include "authority/shape_draft.hpp"

namespace orcamo::mock {
namespace {

using Own = CertificateShape::Own;
using Chain = ShapeDraft::Chain;
using Damage = ShapeDraft::Damage;
using Issuer = ShapeDraft::Issuer;
using Key = ShapeDraft::Key;

constexpr const char* kBasicConstraints = "basicConstraints";
constexpr const char* kKeyUsage = "keyUsage";
constexpr const char* kExtendedKeyUsage = "extendedKeyUsage";
constexpr const char* kAlternativeName = "subjectAltName";
constexpr const char* kUnheardOf = "1.3.6.1.4.1.32473.1";  // below the arc for examples (RFC 5612)

// With so many octets more, the six digits at the end are those of the file name.
void lengthen_serial(ShapeDraft& draft, std::size_t octets) {
  pki::Bytes more = draft.randomness.of("serial").bytes(octets - draft.plan.serial.size());
  more.front() = static_cast<std::uint8_t>((more.front() & 0x3f) | 0x40);
  draft.plan.serial.insert(draft.plan.serial.begin(), more.begin(), more.end());
}

void write_dates(ShapeDraft& draft, TimeForm form) {
  draft.plan.not_before_form = form;
  draft.plan.not_after_form = form;
}

void end_at(ShapeDraft& draft, const std::chrono::year_month_day& day, pki::Seconds time_of_day) {
  draft.plan.validity.not_after = std::chrono::sys_days(day) + time_of_day;
}

constexpr pki::Seconds kLastSecond = pki::days(1) - pki::Seconds(1);
constexpr std::chrono::year_month_day kFirstOf2050{std::chrono::year(2050) / 1 / 1};

// The verify codes: 7 signature failure, 10 expired, 13 a date in a form that is none, 18 self-signed, 20 issuer
// unknown (also where extensions cannot be read), 26 purpose, 34 critical extension, 47 outside the permitted names,
// 78 two signature algorithms, 88 empty subject, 93 extensions in a version that has none.
constexpr std::array kShapes{
    CertificateShape{"eku-client-server", "for TLS clients and servers", "用途がクライアント認証とサーバー認証", "", 0,
                     "ok", Own::kNothing,
                     [](ShapeDraft& draft) { set_extension(draft.plan, kExtendedKeyUsage, "clientAuth,serverAuth"); }},
    CertificateShape{"eku-server-only", "for TLS servers only", "用途がサーバー認証だけ", "4.2.1.12", 26,
                     "not_for_client", Own::kNothing,
                     [](ShapeDraft& draft) { set_extension(draft.plan, kExtendedKeyUsage, "serverAuth"); }},
    CertificateShape{"eku-other", "for mail only", "用途がメール保護だけ", "4.2.1.12", 26, "not_for_client",
                     Own::kNothing,
                     [](ShapeDraft& draft) { set_extension(draft.plan, kExtendedKeyUsage, "emailProtection"); }},
    CertificateShape{"eku-any", "for anyExtendedKeyUsage, without clientAuth beside it",
                     "用途が anyExtendedKeyUsage だけで、クライアント認証の記載がない", "", 26, "not_for_client",
                     Own::kNothing,
                     [](ShapeDraft& draft) { set_extension(draft.plan, kExtendedKeyUsage, "anyExtendedKeyUsage"); }},
    CertificateShape{"eku-critical", "the extended key usage is marked critical", "拡張鍵用途がクリティカル", "", 0,
                     "ok", Own::kNothing,
                     [](ShapeDraft& draft) { set_extension(draft.plan, kExtendedKeyUsage, "critical,clientAuth"); }},
    CertificateShape{"no-eku", "without an extended key usage", "拡張鍵用途がない", "", 0, "ok", Own::kNothing,
                     [](ShapeDraft& draft) { drop_extension(draft.plan, kExtendedKeyUsage); }},
    CertificateShape{"no-key-usage", "without a key usage", "鍵用途がない", "", 0, "ok", Own::kNothing,
                     [](ShapeDraft& draft) { drop_extension(draft.plan, kKeyUsage); }},
    CertificateShape{"key-usage-encipherment", "the key may encipher keys, and not sign",
                     "鍵用途が鍵暗号化だけで、署名できない", "4.2.1.3", 26, "not_for_client", Own::kNothing,
                     [](ShapeDraft& draft) { set_extension(draft.plan, kKeyUsage, "critical,keyEncipherment"); }},
    CertificateShape{"key-usage-agreement", "the key may agree on keys, and not sign",
                     "鍵用途が鍵共有だけで、署名できない", "4.2.1.3", 0, "ok", Own::kNothing,
                     [](ShapeDraft& draft) { set_extension(draft.plan, kKeyUsage, "critical,keyAgreement"); }},
    CertificateShape{"name-constraints", "a DNS name outside those that the authority may certify",
                     "認証局に許されていない DNS 名を含む", "4.2.1.10", 47, "name_not_permitted", Own::kNothing,
                     [](ShapeDraft& draft) { set_extension(draft.plan, kAlternativeName, "DNS:client.example.com"); }},
    CertificateShape{"sha1-signature", "signed with SHA-1", "署名が SHA-1", "", 0, "weak_signature", Own::kNothing,
                     [](ShapeDraft& draft) { draft.plan.digest = SignatureDigest::kSha1; }},
    CertificateShape{"rsa-1024", "a key of RSA with 1,024 bits", "鍵が RSA 1024 ビット", "", 0, "weak_key", Own::kKey,
                     [](ShapeDraft& draft) { draft.key = Key::kRsa1024; }},
    CertificateShape{"ed25519", "a key of Ed25519", "鍵が Ed25519", "", 0, "ok", Own::kKey,
                     [](ShapeDraft& draft) { draft.key = Key::kEd25519; }},
    CertificateShape{"self-signed", "signed with its own key", "自己署名", "6.1.3", 18, "self_signed", Own::kNothing,
                     [](ShapeDraft& draft) { draft.issuer = Issuer::kItself; }},
    CertificateShape{"ca-as-client", "that of an authority, in a client's hands", "認証局の証明書をクライアントが使う",
                     "4.2.1.3", 26, "ca_as_client", Own::kNothing,
                     [](ShapeDraft& draft) {
                       set_extension(draft.plan, kBasicConstraints, "critical,CA:TRUE");
                       set_extension(draft.plan, kKeyUsage, "critical,keyCertSign,cRLSign");
                       drop_extension(draft.plan, kExtendedKeyUsage);
                     }},
    CertificateShape{"foreign-ca", "from an authority that the server does not know", "サーバーの知らない認証局が発行",
                     "6.1.3", 20, "unknown_ca", Own::kNothing,
                     [](ShapeDraft& draft) { draft.issuer = Issuer::kForeign; }},
    CertificateShape{"same-name-other-key", "from an authority of the right name, with another key",
                     "名前は同じで鍵の異なる認証局が発行", "6.1.3", 7, "bad_signature", Own::kNothing,
                     [](ShapeDraft& draft) { draft.issuer = Issuer::kNamesake; }},
    CertificateShape{"below-intermediate", "from one more authority, below the issuing one", "もう一段下の認証局が発行",
                     "", 0, "ok", Own::kNothing, [](ShapeDraft& draft) { draft.issuer = Issuer::kBelow; }},
    CertificateShape{"missing-intermediate", "the same, and that authority's certificate is missing",
                     "同じく一段下の認証局が発行し、その証明書が添えられていない", "6.1.3", 20, "unknown_ca",
                     Own::kNothing,
                     [](ShapeDraft& draft) {
                       draft.issuer = Issuer::kBelow;
                       draft.chain = Chain::kNone;
                     }},
    CertificateShape{"reversed-chain", "the same, with the chain in the reverse order",
                     "同じく一段下の認証局が発行し、チェーンの順が逆", "", 0, "ok", Own::kNothing,
                     [](ShapeDraft& draft) {
                       draft.issuer = Issuer::kBelow;
                       draft.chain = Chain::kReversed;
                     }},
    CertificateShape{"leaf-outlives-ca", "ends a second later than the authority that issued it",
                     "発行した認証局より 1 秒後に期限が切れる", "", 0, "ok", Own::kNothing,
                     [](ShapeDraft& draft) { draft.issuer = Issuer::kBelowAndShortLived; }},
    CertificateShape{"subject-utf8", "O and CN are UTF8Strings", "O と CN が UTF8String", "", 0, "ok", Own::kNothing,
                     [](ShapeDraft& draft) { draft.plan.subject_form = StringForm::kUtf8; }},
    CertificateShape{"subject-printable", "O and CN are PrintableStrings", "O と CN が PrintableString", "", 0, "ok",
                     Own::kNothing, [](ShapeDraft& draft) { draft.plan.subject_form = StringForm::kPrintable; }},
    CertificateShape{"subject-bmp", "O and CN are BMPStrings", "O と CN が BMPString", "", 0, "ok", Own::kNothing,
                     [](ShapeDraft& draft) { draft.plan.subject_form = StringForm::kBmp; }},
    CertificateShape{"subject-t61", "O and CN are T61Strings", "O と CN が T61String", "", 0, "ok", Own::kNothing,
                     [](ShapeDraft& draft) { draft.plan.subject_form = StringForm::kT61; }},
    CertificateShape{"empty-subject", "the subject is empty, the alternative name critical",
                     "サブジェクトが空で、別名がクリティカル", "", 0, "ok", Own::kNothing,
                     [](ShapeDraft& draft) {
                       draft.plan.subject.clear();
                       set_extension(draft.plan, kAlternativeName, "critical,DNS:client.localhost");
                     }},
    CertificateShape{"empty-subject-san-not-critical", "the subject is empty, and the alternative name not critical",
                     "サブジェクトが空で、別名がクリティカルでない", "4.2.1.6", 88, "ok", Own::kNothing,
                     [](ShapeDraft& draft) { draft.plan.subject.clear(); }},
    CertificateShape{"generalizedtime-before-2050", "the dates are before 2050, and GeneralizedTime",
                     "2050 年より前の日時が GeneralizedTime", "4.1.2.5", 0, "ok", Own::kNothing,
                     [](ShapeDraft& draft) { write_dates(draft, TimeForm::kGeneralizedTime); }},
    CertificateShape{"generalizedtime-without-seconds", "the dates are GeneralizedTime without seconds",
                     "日時が秒のない GeneralizedTime", "4.1.2.5.2", 13, "ok", Own::kNothing,
                     [](ShapeDraft& draft) { write_dates(draft, TimeForm::kGeneralizedTimeWithoutSeconds); }},
    CertificateShape{"generalizedtime-with-fraction", "the dates are GeneralizedTime with a fraction of a second",
                     "日時が小数秒つきの GeneralizedTime", "4.1.2.5.2", 13, "ok", Own::kNothing,
                     [](ShapeDraft& draft) { write_dates(draft, TimeForm::kGeneralizedTimeWithFraction); }},
    CertificateShape{"utctime-without-seconds", "the dates are UTCTime without seconds", "日時が秒のない UTCTime",
                     "4.1.2.5.1", 13, "ok", Own::kNothing,
                     [](ShapeDraft& draft) { write_dates(draft, TimeForm::kUtcTimeWithoutSeconds); }},
    CertificateShape{"utctime-with-offset", "the dates are UTCTime with +0900 in the place of Z",
                     "日時が Z の代わりに +0900 の付いた UTCTime", "4.1.2.5.1", 13, "ok", Own::kNothing,
                     [](ShapeDraft& draft) { write_dates(draft, TimeForm::kUtcTimeWithOffset); }},
    CertificateShape{"utctime-2049", "ends in the last second of UTCTime, 2049-12-31T23:59:59Z",
                     "UTCTime の最後の秒 2049-12-31T23:59:59Z に期限が切れる", "", 0, "ok", Own::kEnd,
                     [](ShapeDraft& draft) { end_at(draft, std::chrono::year(2049) / 12 / 31, kLastSecond); }},
    CertificateShape{"generalizedtime-2050", "ends in the first second of GeneralizedTime, 2050-01-01T00:00:00Z",
                     "GeneralizedTime の最初の秒 2050-01-01T00:00:00Z に期限が切れる", "", 0, "ok", Own::kEnd,
                     [](ShapeDraft& draft) { end_at(draft, kFirstOf2050, pki::Seconds(0)); }},
    CertificateShape{"utctime-past-2049", "2050-01-01T00:00:00Z written as UTCTime, which says 1950",
                     "2050-01-01T00:00:00Z を UTCTime で書いたため、1950 年と読まれる", "4.1.2.5", 10, "expired",
                     Own::kEnd,
                     [](ShapeDraft& draft) {
                       end_at(draft, kFirstOf2050, pki::Seconds(0));
                       draft.plan.not_after_form = TimeForm::kUtcTime;
                     }},
    CertificateShape{"notafter-9999", "has no end: 9999-12-31T23:59:59Z", "期限がない (9999-12-31T23:59:59Z)", "", 0,
                     "ok", Own::kEnd,
                     [](ShapeDraft& draft) { draft.plan.validity.not_after = pki::always().not_after; }},
    CertificateShape{"negative-serial", "the serial is negative", "シリアル番号が負", "4.1.2.2", 0, "ok", Own::kNothing,
                     [](ShapeDraft& draft) { draft.plan.serial_is_negative = true; }},
    CertificateShape{"zero-serial", "the serial is zero", "シリアル番号が 0", "4.1.2.2", 0, "ok", Own::kNothing,
                     [](ShapeDraft& draft) { draft.plan.serial.clear(); }},
    CertificateShape{"serial-20-octets", "the serial has 20 octets, the most that are allowed",
                     "シリアル番号が上限の 20 オクテット", "", 0, "ok", Own::kNothing,
                     [](ShapeDraft& draft) { lengthen_serial(draft, 20); }},
    CertificateShape{"serial-21-octets", "the serial has 21 octets", "シリアル番号が 21 オクテット", "4.1.2.2", 0, "ok",
                     Own::kNothing, [](ShapeDraft& draft) { lengthen_serial(draft, 21); }},
    CertificateShape{
        "duplicate-extension", "the alternative name stands in it twice", "別名の拡張が二つある", "4.2", 20,
        "invalid_extensions", Own::kNothing,
        [](ShapeDraft& draft) { draft.plan.extensions.emplace_back(kAlternativeName, "DNS:client.localhost"); }},
    CertificateShape{"duplicate-eku", "two extended key usages, for clients and for servers",
                     "クライアント認証とサーバー認証の拡張鍵用途が別々にある", "4.2", 20, "invalid_extensions",
                     Own::kNothing,
                     [](ShapeDraft& draft) { draft.plan.extensions.emplace_back(kExtendedKeyUsage, "serverAuth"); }},
    CertificateShape{"unknown-extension", "an extension that nobody knows, not critical",
                     "未知の拡張 (クリティカルでない)", "", 0, "ok", Own::kNothing,
                     [](ShapeDraft& draft) { draft.plan.extensions.emplace_back(kUnheardOf, "DER:05:00"); }},
    CertificateShape{"unknown-critical-extension", "an extension that nobody knows, critical",
                     "未知の拡張 (クリティカル)", "4.2", 34, "unknown_critical_extension", Own::kNothing,
                     [](ShapeDraft& draft) { draft.plan.extensions.emplace_back(kUnheardOf, "critical,DER:05:00"); }},
    CertificateShape{"wrong-signature", "one bit of the signature is another", "署名の 1 ビットが反転", "6.1.3", 7,
                     "bad_signature", Own::kNothing, [](ShapeDraft& draft) { draft.damage = Damage::kSignatureBit; }},
    CertificateShape{"signature-algorithm-mismatch", "the signed part names another algorithm than the signature",
                     "署名対象の中と外で署名アルゴリズムが異なる", "4.1.1.2", 78, "bad_signature", Own::kNothing,
                     [](ShapeDraft& draft) { draft.damage = Damage::kOuterAlgorithm; }},
    CertificateShape{"version-1", "X.509 version 1, which has no extensions", "拡張のない X.509 バージョン 1", "", 0,
                     "ok", Own::kNothing,
                     [](ShapeDraft& draft) {
                       draft.plan.version = 1;
                       draft.plan.extensions.clear();
                     }},
    CertificateShape{"version-1-with-extensions", "says version 1, and has extensions", "拡張があるのにバージョン 1",
                     "4.1.2.1", 93, "ok", Own::kNothing, [](ShapeDraft& draft) { draft.plan.version = 1; }},
};

}  // namespace

std::span<const CertificateShape> certificate_shapes() noexcept { return kShapes; }

const CertificateShape* find_certificate_shape(std::string_view name) noexcept {
  const auto* const found = std::ranges::find(kShapes, name, &CertificateShape::name);
  return found == kShapes.end() ? nullptr : found;
}

pki::Result<const CertificateShape*> parse_certificate_shape(std::string_view name) {
  if (const auto* const found = find_certificate_shape(name)) return found;
  std::string known;
  for (const auto& each : kShapes) {
    const bool is_last = &each == &kShapes.back();
    known += (known.empty() ? "" : is_last ? " or " : ", ") + std::string(each.name);
  }
  return pki::Error(pki::Errc::kRequestBadValue,
                    "\"" + std::string(name.substr(0, 64)) + "\" is not a shape of certificates", "use " + known);
}

}  // namespace orcamo::mock

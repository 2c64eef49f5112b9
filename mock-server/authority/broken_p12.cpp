#include "authority/broken_p12.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "authority/broken_making.hpp"

namespace orcamo::mock {
namespace {

// Kinds that every reader of a file with a MAC and today's encryption judges alike: by what is inside, …
constexpr BrokenKind inside(std::string_view name, std::string_view verdict, std::string_view en, std::string_view ja,
                            BrokenNeeds needs = {}) {
  return {.name = name, .en = en, .ja = ja, .lenient = verdict, .strict = verdict, .needs = needs};
}

// … by the file as a whole, …
constexpr BrokenKind outside(std::string_view name, std::string_view verdict, std::string_view en,
                             std::string_view ja) {
  BrokenKind kind = inside(name, verdict, en, ja);
  kind.found = BrokenFoundIn::kFrame;
  return kind;
}

// … and by what the MAC says of itself.
constexpr BrokenKind by_mac(std::string_view name, std::string_view verdict, std::string_view en, std::string_view ja,
                            BrokenNeeds needs = {.mac = true}) {
  BrokenKind kind = inside(name, verdict, en, ja, needs);
  kind.found = BrokenFoundIn::kMac;
  return kind;
}

// Iterations without end are refused where they are read, before anything is derived.
constexpr BrokenKind by_count(std::string_view name, BrokenFoundIn found, std::string_view en, std::string_view ja) {
  BrokenKind kind = inside(name, "limit_exceeded", en, ja);
  kind.found = found;
  return kind;
}

constexpr BrokenNeeds kMac{.mac = true, .encrypted_part = true};
// Where one encrypted part is changed, another must prove that the password is right.
constexpr BrokenNeeds kMacAndTwoParts{.mac = true, .encrypted_key = true, .encrypted_certificates = true};
constexpr BrokenNeeds kPkcs12Mac{.mac = true, .pkcs12_mac = true, .encrypted_part = true};
constexpr BrokenNeeds kReadPkcs12Mac{.mac = true, .pkcs12_mac = true};  // judged before the password is

constexpr std::array kKinds{
    inside("wrong-password", "wrong_password", "sealed with another password than the one it comes with",
           "添付のパスワードとは別のパスワードで封じたファイル", BrokenNeeds{.password = true}),
    BrokenKind{"no-mac", "no MAC, so nobody can tell whether it was changed", "MACなし（改変の有無を確かめられない）",
               "ok", "mac_missing", BrokenFoundIn::kMac},
    inside("bad-mac", "bad_mac", "the MAC's last octet is changed", "MACの最後の1バイトが違う", kMac),
    inside("flip-mac-salt", "bad_mac", "a bit of the MAC's salt is changed", "MACのソルトの1ビットが違う", kPkcs12Mac),
    inside("flip-mac-iterations", "bad_mac", "the MAC's iteration count is one off", "MACの反復回数が1つ違う",
           kPkcs12Mac),
    inside("flip-certificates", "bad_mac", "a bit of the encrypted certificates is changed",
           "暗号化した証明書の1ビットが違う", kMacAndTwoParts),
    inside("flip-key", "bad_mac", "a bit of the encrypted key is changed", "暗号化した秘密鍵の1ビットが違う",
           BrokenNeeds{.mac = true, .encrypted_key = true}),
    outside("flip-first-octet", "not_p12", "a bit of the first octet is changed", "先頭バイトの1ビットが違う"),
    outside("flip-version", "malformed", "a bit of the version is changed", "版番号の1ビットが違う"),
    outside("flip-length", "malformed", "a bit of a length is changed", "長さの1ビットが違う"),
    outside("truncated-first-octet", "malformed", "cut after its first octet", "先頭の1バイトで切れている"),
    outside("truncated-half", "malformed", "cut in the middle", "途中で切れている"),
    outside("truncated-last-octet", "malformed", "without its last octet", "最後の1バイトがない"),
    outside("trailing-garbage", "malformed", "followed by 16 octets that do not belong to it",
            "後ろに無関係な16バイトが付いている"),
    outside("trailing-newline", "malformed", "followed by a line end", "後ろに改行が付いている"),
    inside("ber-indefinite-length", "ok", "sound, in BER with indefinite lengths, as NSS writes",
           "正常（不定長のBER。NSSが書く形）"),
    inside("ber-in-pieces", "ok", "sound, in BER with its contents in pieces", "正常（内容を分割したBER）"),
    inside("no-key", "no_key", "certificates without a private key", "秘密鍵がない"),
    inside("no-certificate", "no_certificate", "a private key without certificates", "証明書がない"),
    inside("key-mismatch", "key_mismatch", "the private key belongs to another certificate",
           "秘密鍵が別の証明書のもの"),
    inside("two-identities", "several_identities", "two certificates of the same name, with their keys",
           "同じ名前の証明書と秘密鍵が2組入っている"),
    inside("not-for-client", "not_for_client", "its extended key usage has serverAuth alone",
           "拡張鍵用途がサーバー認証だけ"),
    inside("bad-certificate", "malformed", "half a certificate, in a file that is otherwise sound",
           "証明書が半分しかない（ほかは正常）"),
    inside("bad-key", "malformed", "a private key that is none, in a file that is otherwise sound",
           "秘密鍵の中身が鍵でない（ほかは正常）", BrokenNeeds{.encrypted_key = true, .proof_beside_key = true}),
    inside("nested-safes", "ok", "sound, with the key in a safe in a safe", "正常（秘密鍵が入れ子の中）"),
    outside("nested-too-deep", "limit_exceeded", "the key is 64 safes deep", "秘密鍵が64段の入れ子の中"),
    outside("huge-file", "limit_exceeded", "more than 1 MiB, of a friendlyName that does not end",
            "1 MiBを超える（異常に長い表示名）"),
    outside("no-contents", "malformed", "a version and nothing else", "版番号のほかに何もない"),
    outside("empty-contents", "malformed", "contents that are announced and not there", "内容が空"),
    inside("unknown-encryption", "unsupported_algorithm", "certificates in an encryption that nobody knows",
           "証明書の暗号方式が未知"),
    inside("unknown-cipher", "unsupported_algorithm", "a key under a cipher that nobody knows", "秘密鍵の暗号が未知"),
    inside("gcm-cipher", "unsupported_algorithm", "a key under AES-256-GCM, which few programs open",
           "秘密鍵の暗号がAES-256-GCM（開けるソフトウェアは少ない）"),
    inside("unknown-derivation", "unsupported_algorithm", "a key under a derivation that nobody knows",
           "秘密鍵の鍵導出方式が未知"),
    by_mac("unknown-mac", "unsupported_algorithm", "a MAC that nobody knows", "MACの方式が未知"),
    outside("signed-data", "unsupported_algorithm", "signed with a key in place of a MAC",
            "MACでなく署名で守られている"),
    by_mac("huge-iterations", "limit_exceeded", "a MAC of 2,147,483,647 iterations", "MACの反復が2,147,483,647回",
           kReadPkcs12Mac),
    by_count("huge-iterations-of-key", BrokenFoundIn::kKey, "a key of 2,147,483,647 iterations",
             "秘密鍵の反復が2,147,483,647回"),
    by_count("huge-iterations-of-certificates", BrokenFoundIn::kCertificates,
             "certificates of 2,147,483,647 iterations", "証明書の反復が2,147,483,647回"),
    by_count("iterations-beyond-32-bits", BrokenFoundIn::kKey, "a key of 9,223,372,036,854,775,807 iterations",
             "秘密鍵の反復が9,223,372,036,854,775,807回"),
    by_mac("no-iterations", "malformed", "a MAC of 0 iterations", "MACの反復が0回", kReadPkcs12Mac),
    by_mac("pbmac1-without-key-length", "malformed", "PBMAC1 without the keyLength that RFC 9579 demands",
           "PBMAC1にRFC 9579の求めるkeyLengthがない"),
    inside("pbmac1-bad-mac", "bad_mac", "PBMAC1 whose last octet is changed", "PBMAC1の値の最後の1バイトが違う", kMac),
    by_mac("pbmac1-bad-salt", "malformed", "PBMAC1 whose salt is an algorithm in place of octets",
           "PBMAC1のソルトがバイト列でない"),
    by_mac("pbmac1-huge-iterations", "limit_exceeded", "PBMAC1 of 2,147,483,647 iterations",
           "PBMAC1の反復が2,147,483,647回"),
    by_mac("pbmac1-huge-key", "limit_exceeded", "PBMAC1 with a key of 2,147,483,647 octets",
           "PBMAC1の鍵が2,147,483,647バイト"),
    outside("empty", "not_p12", "zero octets", "0バイト"),
    outside("zeros", "not_p12", "1,024 octets of zero", "ゼロが1,024バイト"),
    outside("noise", "not_p12", "1,024 random octets", "でたらめな1,024バイト"),
    outside("pem", "not_p12", "certificate and key as PEM", "PEM形式の証明書と秘密鍵"),
    outside("html", "not_p12", "an error page of the server", "サーバーのエラーページ（HTML）"),
    outside("json", "not_p12", "the answer that says where the file is", "ファイルの場所を知らせる応答（JSON）"),
    outside("base64", "not_p12", "the sound file in base64", "正常なファイルのBase64"),
    outside("zip", "not_p12", "the sound file in a ZIP archive", "正常なファイルを入れたZIP"),
    outside("certificate-alone", "not_p12", "the certificate alone, in DER", "証明書だけ（DER形式）"),
};

BrokenMaker maker_of(std::string_view name) noexcept {
  for (const auto family :
       {makers_of_broken_octets(), makers_of_broken_contents(), makers_of_broken_algorithms(), makers_of_strangers()}) {
    const auto found = std::ranges::find(family, name, &MakerRow::name);
    if (found != family.end()) return found->make;
  }
  return nullptr;
}

// lacks names what the profile has not got. No letters: it has everything.
std::string_view lacks(const P12Profile& profile, const BrokenNeeds& needs) {
  const bool has_mac = profile.mac.scheme != P12Mac::Scheme::kNone;
  const bool has_key = profile.keys != P12Encryption::kNone;
  const bool has_certificates = profile.certificates != P12Encryption::kNone;
  if (needs.mac && !has_mac) return "MAC";
  if (needs.pkcs12_mac && profile.mac.scheme != P12Mac::Scheme::kPkcs12Kdf) return "MAC by the derivation of RFC 7292";
  if (needs.encrypted_key && !has_key) return "encrypted key";
  if (needs.encrypted_certificates && !has_certificates) return "encrypted certificates";
  if (needs.password && !has_mac && !has_key && !has_certificates) return "password";
  if (needs.encrypted_part && !has_key && !has_certificates) return "encrypted part";
  if (needs.proof_beside_key && !has_mac && !has_certificates) return "part beside its key that proves the password";
  return {};
}

pki::Error unknown_kind(std::string_view name) {
  std::string hint = "use ";
  for (const BrokenKind& each : kKinds) {
    hint.append(each.name).append(&each == &kKinds.back() ? "" : &each == &kKinds.back() - 1 ? " or " : ", ");
  }
  return pki::Error(pki::Errc::kRequestBadValue, "\"" + std::string(name) + "\" is not a kind of broken PKCS#12 file",
                    std::move(hint));
}

}  // namespace

std::span<const BrokenKind> broken_kinds() noexcept { return kKinds; }

const BrokenKind* find_broken_kind(std::string_view name) noexcept {
  const auto found = std::ranges::find(kKinds, name, &BrokenKind::name);
  return found == kKinds.end() ? nullptr : &*found;
}

pki::Result<BrokenKind> parse_broken_kind(std::string_view name) {
  if (const BrokenKind* const found = find_broken_kind(name)) return *found;
  return unknown_kind(name);
}

pki::Result<BrokenKind> with_profile(const BrokenKind& kind, const P12Profile& profile) {
  if (const std::string_view lacking = lacks(profile, kind.needs); !lacking.empty()) {
    return pki::Error(pki::Errc::kRequestBadValue,
                      "a PKCS#12 file of the profile " + std::string(profile.name) + " has no " + std::string(lacking) +
                          ", so it cannot be broken as " + std::string(kind.name),
                      "name another profile");
  }
  BrokenKind judged = kind;
  const bool has_mac = profile.mac.scheme != P12Mac::Scheme::kNone;
  const bool has_old = is_old(profile.keys) || is_old(profile.certificates);
  if (!has_mac && kind.found > BrokenFoundIn::kMac) judged.strict = "mac_missing";
  const auto first = profile.order == P12Order::kKeyFirst ? BrokenFoundIn::kKey : BrokenFoundIn::kCertificates;
  if (has_mac && has_old && kind.found > BrokenFoundIn::kMac && kind.found != first) {
    judged.strict = "unsupported_algorithm";
  }
  return judged;
}

pki::Result<pki::Bytes> mint_broken(const BrokenKind& kind, const BrokenOrder& order,
                                    const pki::Randomness& randomness) {
  const BrokenMaker make = maker_of(kind.name);
  if (make == nullptr) return unknown_kind(kind.name);
  if (auto usable = with_profile(kind, order.profile); !usable) return std::move(usable).error();
  const auto making = BrokenMaking::begin(order, randomness);
  if (!making) return making.error();
  return make(*making);
}

}  // namespace orcamo::mock

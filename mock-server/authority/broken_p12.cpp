#include "authority/broken_p12.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "authority/broken_making.hpp"

namespace orcamo::mock {
namespace {

// sure is a kind that every reader judges alike.
constexpr BrokenKind sure(std::string_view name, std::string_view verdict, std::string_view en, std::string_view ja) {
  return {.name = name, .en = en, .ja = ja, .lenient = verdict, .strict = verdict};
}

constexpr std::array kKinds{
    sure("wrong-password", "wrong_password", "sealed with another password than the one it comes with",
         "添付のパスワードとは別のパスワードで封じたファイル"),
    BrokenKind{"no-mac", "no MAC, so nobody can tell whether it was changed", "MACなし（改変の有無を確かめられない）",
               "ok", "mac_missing"},
    sure("bad-mac", "bad_mac", "the MAC's last octet is changed", "MACの最後の1バイトが違う"),
    sure("flip-mac-salt", "bad_mac", "a bit of the MAC's salt is changed", "MACのソルトの1ビットが違う"),
    sure("flip-mac-iterations", "bad_mac", "the MAC's iteration count is one off", "MACの反復回数が1つ違う"),
    sure("flip-certificates", "bad_mac", "a bit of the encrypted certificates is changed",
         "暗号化した証明書の1ビットが違う"),
    sure("flip-key", "bad_mac", "a bit of the encrypted key is changed", "暗号化した秘密鍵の1ビットが違う"),
    sure("flip-first-octet", "not_p12", "a bit of the first octet is changed", "先頭バイトの1ビットが違う"),
    sure("flip-version", "malformed", "a bit of the version is changed", "版番号の1ビットが違う"),
    sure("flip-length", "malformed", "a bit of a length is changed", "長さの1ビットが違う"),
    sure("truncated-first-octet", "malformed", "cut after its first octet", "先頭の1バイトで切れている"),
    sure("truncated-half", "malformed", "cut in the middle", "途中で切れている"),
    sure("truncated-last-octet", "malformed", "without its last octet", "最後の1バイトがない"),
    sure("trailing-garbage", "malformed", "followed by 16 octets that do not belong to it",
         "後ろに無関係な16バイトが付いている"),
    sure("trailing-newline", "malformed", "followed by a line end", "後ろに改行が付いている"),
    sure("ber-indefinite-length", "ok", "sound, in BER with indefinite lengths, as NSS writes",
         "正常（不定長のBER。NSSが書く形）"),
    sure("ber-in-pieces", "ok", "sound, in BER with its contents in pieces", "正常（内容を分割したBER）"),
    sure("no-key", "no_key", "certificates without a private key", "秘密鍵がない"),
    sure("no-certificate", "no_certificate", "a private key without certificates", "証明書がない"),
    sure("key-mismatch", "key_mismatch", "the private key belongs to another certificate", "秘密鍵が別の証明書のもの"),
    sure("two-identities", "several_identities", "two certificates of the same name, with their keys",
         "同じ名前の証明書と秘密鍵が2組入っている"),
    sure("not-for-client", "not_for_client", "its extended key usage has serverAuth alone",
         "拡張鍵用途がサーバー認証だけ"),
    sure("bad-certificate", "malformed", "half a certificate, in a file that is otherwise sound",
         "証明書が半分しかない（ほかは正常）"),
    sure("bad-key", "malformed", "a private key that is none, in a file that is otherwise sound",
         "秘密鍵の中身が鍵でない（ほかは正常）"),
    sure("nested-safes", "ok", "sound, with the key in a safe in a safe", "正常（秘密鍵が入れ子の中）"),
    sure("nested-too-deep", "limit_exceeded", "the key is 64 safes deep", "秘密鍵が64段の入れ子の中"),
    sure("huge-file", "limit_exceeded", "more than 1 MiB, of a friendlyName that does not end",
         "1 MiBを超える（異常に長い表示名）"),
    sure("no-contents", "malformed", "a version and nothing else", "版番号のほかに何もない"),
    sure("empty-contents", "malformed", "contents that are announced and not there", "内容が空"),
    sure("unknown-encryption", "unsupported_algorithm", "certificates in an encryption that nobody knows",
         "証明書の暗号方式が未知"),
    sure("unknown-cipher", "unsupported_algorithm", "a key under a cipher that nobody knows", "秘密鍵の暗号が未知"),
    sure("unknown-derivation", "unsupported_algorithm", "a key under a derivation that nobody knows",
         "秘密鍵の鍵導出方式が未知"),
    sure("unknown-mac", "unsupported_algorithm", "a MAC that nobody knows", "MACの方式が未知"),
    sure("signed-data", "unsupported_algorithm", "signed with a key in place of a MAC", "MACでなく署名で守られている"),
    sure("huge-iterations", "limit_exceeded", "a MAC of 2,147,483,647 iterations", "MACの反復が2,147,483,647回"),
    sure("huge-iterations-of-key", "limit_exceeded", "a key of 2,147,483,647 iterations",
         "秘密鍵の反復が2,147,483,647回"),
    sure("huge-iterations-of-certificates", "limit_exceeded", "certificates of 2,147,483,647 iterations",
         "証明書の反復が2,147,483,647回"),
    sure("iterations-beyond-32-bits", "limit_exceeded", "a key of 9,223,372,036,854,775,807 iterations",
         "秘密鍵の反復が9,223,372,036,854,775,807回"),
    sure("no-iterations", "malformed", "a MAC of 0 iterations", "MACの反復が0回"),
    sure("pbmac1-without-key-length", "malformed", "PBMAC1 without the keyLength that RFC 9579 demands",
         "PBMAC1にRFC 9579の求めるkeyLengthがない"),
    sure("pbmac1-bad-mac", "bad_mac", "PBMAC1 whose last octet is changed", "PBMAC1の値の最後の1バイトが違う"),
    sure("pbmac1-bad-salt", "malformed", "PBMAC1 whose salt is an algorithm in place of octets",
         "PBMAC1のソルトがバイト列でない"),
    sure("pbmac1-huge-iterations", "limit_exceeded", "PBMAC1 of 2,147,483,647 iterations",
         "PBMAC1の反復が2,147,483,647回"),
    sure("pbmac1-huge-key", "limit_exceeded", "PBMAC1 with a key of 2,147,483,647 octets",
         "PBMAC1の鍵が2,147,483,647バイト"),
    sure("empty", "not_p12", "zero octets", "0バイト"),
    sure("zeros", "not_p12", "1,024 octets of zero", "ゼロが1,024バイト"),
    sure("noise", "not_p12", "1,024 random octets", "でたらめな1,024バイト"),
    sure("pem", "not_p12", "certificate and key as PEM", "PEM形式の証明書と秘密鍵"),
    sure("html", "not_p12", "an error page of the server", "サーバーのエラーページ（HTML）"),
    sure("json", "not_p12", "the answer that says where the file is", "ファイルの場所を知らせる応答（JSON）"),
    sure("base64", "not_p12", "the sound file in base64", "正常なファイルのBase64"),
    sure("zip", "not_p12", "the sound file in a ZIP archive", "正常なファイルを入れたZIP"),
    sure("certificate-alone", "not_p12", "the certificate alone, in DER", "証明書だけ（DER形式）"),
};

BrokenMaker maker_of(std::string_view name) noexcept {
  for (const auto family :
       {makers_of_broken_octets(), makers_of_broken_contents(), makers_of_broken_algorithms(), makers_of_strangers()}) {
    const auto found = std::ranges::find(family, name, &MakerRow::name);
    if (found != family.end()) return found->make;
  }
  return nullptr;
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

pki::Result<pki::Bytes> mint_broken(const BrokenKind& kind, const BrokenOrder& order,
                                    const pki::Randomness& randomness) {
  const BrokenMaker make = maker_of(kind.name);
  if (make == nullptr) return unknown_kind(kind.name);
  const auto making = BrokenMaking::begin(order, randomness);
  if (!making) return making.error();
  return make(*making);
}

}  // namespace orcamo::mock

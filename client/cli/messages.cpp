#include "cli/messages.hpp"

#include "identity/printable.hpp"

namespace orcamo::client {
namespace {

using pki::Errc;

constexpr Phrases kEnglish = {
    .comma = ", ",
    .before = "before renewal",
    .after = "renewed",
    .in_use = "current",
    .expired = "expired",
    .file = "file",
    .serial = "serial",
    .valid_from = "valid from",
    .valid_until = "valid until",
    .login = "login",
    .login_ok = "ok",
    .login_failed = "failed ({})",
    .notice_shown = "the renewal notice is shown",
    .notice_not_shown = "no renewal notice",
    .renewed = "The certificate was renewed, and the new one logs in.",
    .not_due = "The certificate is not due for renewal: {} left. Nothing was changed; --force renews all the same.",
    .old_refused = "The old certificate does not log in any more; the new one does.",
    .keep_name = "Do not change the file names.",
    .longer_is_newer = "The one that is valid longer is the renewed certificate.",
    .linkage_too =
        "Important: a facility that links ORCA with the online eligibility check must renew the ORCA "
        "certificate inside the linkage tool too.",
    .imported = "The certificate {} was imported.",
    .nothing_stored = "There is no certificate in {}.",
    .not_listed = "{} expired and not listed; --all lists everything.",
    .check_current = "{} left",
    .check_due = "{} left, due for renewal",
    .check_expired = "expired",
    .check_not_yet_valid = "not valid yet; check this computer's clock",
    .clocks_differ = "The server's clock says {}, and this computer's says {}: check the date and the time here.",
};

constexpr Phrases kJapanese = {
    .comma = "、",
    .before = "更新前",
    .after = "更新後",
    .in_use = "使用中",
    .expired = "期限切れ",
    .file = "ファイル名",
    .serial = "シリアル番号",
    .valid_from = "有効期間の開始",
    .valid_until = "有効期限",
    .login = "ログイン",
    .login_ok = "成功",
    .login_failed = "失敗 ({})",
    .notice_shown = "更新のお知らせが表示されます",
    .notice_not_shown = "更新のお知らせは表示されません",
    .renewed = "証明書の更新作業は完了です。更新後の証明書で正しくログイン出来る事を確認しました。",
    .not_due = "まだ更新の時期ではありません (残り{})。何も変更していません。--force を付けると更新します。",
    .old_refused = "更新前の証明書ではログイン出来なくなりました。更新後の証明書ではログイン出来ます。",
    .keep_name = "※ファイル名は変更しないで下さい",
    .longer_is_newer = "期限の長い方が更新後の証明書です",
    .linkage_too =
        "【重要】オンライン資格確認システムと ORCA を連携している医療機関様は、連携ツール内の "
        "ORCA証明書更新が必要です。",
    .imported = "正しくインポートされました: {}",
    .nothing_stored = "{} に証明書はありません。",
    .not_listed = "期限切れの証明書 {} 件は表示していません。--all を付けると表示します。",
    .check_current = "残り{}",
    .check_due = "残り{}、クライアント証明書の有効期限が近づいています",
    .check_expired = "有効期限切れです。サービスを利用できません",
    .check_not_yet_valid = "有効期間がまだ始まっていません。時計を確認して下さい",
    .clocks_differ =
        "サーバーの時計は {}、このコンピューターの時計は {} です。このコンピューターの日付と時刻を確認して下さい。",
};

bool is_lower(char c) noexcept { return c >= 'a' && c <= 'z'; }

}  // namespace

const Phrases& phrases(Language language) noexcept { return language == Language::kJapanese ? kJapanese : kEnglish; }

std::string days_phrase(Language language, long days) {
  const char* const unit = language == Language::kJapanese ? "日" : days == 1 ? " day" : " days";
  return std::to_string(days) + unit;
}

std::string_view step_phrase(Language language, Step step) noexcept {
  const bool japanese = language == Language::kJapanese;
  switch (step) {
    case Step::kCheck:
      return japanese ? "有効期限を確認します" : "checking when the certificate ends";
    case Step::kRequest:
      return japanese ? "差し替え用のクライアント証明書を要求します" : "asking for the replacement certificate";
    case Step::kDownload:
      return japanese ? "クライアント証明書をダウンロードします" : "downloading it";
    case Step::kValidate:
      return japanese ? "ダウンロードした証明書を検査します" : "opening and checking what arrived";
    case Step::kTrialLogin:
      return japanese ? "更新後の証明書でログインします" : "logging in with the new certificate";
    case Step::kCommit:
      return japanese ? "証明書とパスワードを保存します" : "keeping the new certificate and its password";
    case Step::kConfirmOld:
      return japanese ? "更新前の証明書でもログイン出来る事を確認します"
                      : "confirming that the old certificate still logs in";
  }
  return {};
}

std::string_view japanese_headline(Errc code) noexcept {
  switch (code) {
    case Errc::kTimeMalformed:
      return "時刻または期間の書き方が正しくありません";
    case Errc::kTimeOutOfRange:
      return "時刻が証明書で表せる範囲を超えています";
    case Errc::kTimeNoCertificate:
      return "時刻の指定にある証明書が見つかりません";
    case Errc::kCertificateMalformed:
      return "証明書が壊れているか、証明書ではありません";
    case Errc::kKeyMalformed:
      return "秘密鍵が壊れているか、秘密鍵ではありません";
    case Errc::kKeyUnsupported:
      return "対応していない種類の鍵か、弱すぎる鍵または署名です";
    case Errc::kKeyMismatch:
      return "秘密鍵と証明書が対応していません";
    case Errc::kCryptoFailed:
      return "暗号処理に失敗しました";
    case Errc::kP12NotP12:
      return "証明書ファイル (.p12) ではありません";
    case Errc::kP12Malformed:
      return "証明書ファイルが壊れています";
    case Errc::kP12WrongPassword:
      return "証明書のパスワードが違います";
    case Errc::kP12UnsupportedAlgorithm:
      return "証明書ファイルの暗号方式に対応していません";
    case Errc::kP12MacMissing:
      return "証明書ファイルに改ざん検出用の情報 (MAC) がありません";
    case Errc::kP12LimitExceeded:
      return "証明書ファイルが処理できる上限を超えています";
    case Errc::kP12NoKey:
      return "証明書ファイルに秘密鍵がありません";
    case Errc::kP12NoCertificate:
      return "証明書ファイルに証明書がありません";
    case Errc::kP12SeveralIdentities:
      return "証明書ファイルに複数の証明書が入っています";
    case Errc::kIdentityNotForClients:
      return "届いた証明書はクライアント証明書ではありません";
    case Errc::kIdentityOtherIssuer:
      return "届いた証明書の発行者が更新前と違います";
    case Errc::kIdentityOtherSubject:
      return "届いた証明書の名義が更新前と違います";
    case Errc::kIdentityNotLonger:
      return "届いた証明書の有効期限が更新前より長くありません";
    case Errc::kIdentityNotYetValid:
      return "証明書の有効期間がまだ始まっていません";
    case Errc::kIdentityExpired:
      return "届いた証明書の有効期限が切れています";
    case Errc::kIdentitySameSerial:
      return "届いた証明書のシリアル番号が更新前と同じです";
    case Errc::kIdentityKeyReused:
      return "届いた証明書の鍵が更新前と同じです";
    case Errc::kIdentityUntrusted:
      return "届いた証明書の発行者を信頼できません";
    case Errc::kPasswordFileUnreadable:
      return "パスワードのファイルを読めません";
    case Errc::kPasswordFileEmpty:
      return "パスワードのファイルが空です";
    case Errc::kPasswordFileUndecodable:
      return "パスワードのファイルをテキストとして読めません";
    case Errc::kPasswordFileSuspect:
      return "パスワードのファイルに全角文字などが混ざっています";
    case Errc::kFileUnreadable:
      return "ファイルを読めません";
    case Errc::kFileUnwritable:
      return "ファイルに書き込めません";
    case Errc::kFileTooLarge:
      return "ファイルが大きすぎます";
    case Errc::kStoreUnreadable:
      return "証明書の保存先を読めません";
    case Errc::kStoreUnwritable:
      return "証明書の保存先に書き込めません";
    case Errc::kStoreNameTaken:
      return "同じファイル名の別の証明書が保存先にあります";
    case Errc::kStoreNameUnsafe:
      return "証明書のファイル名が安全ではありません";
    case Errc::kStoreFolderNotAlphabetic:
      return "フォルダ名はアルファベットにして下さい";
    case Errc::kStoreEmpty:
      return "保存先に証明書がありません";
    case Errc::kStoreFull:
      return "保存先の容量が足りません";
    case Errc::kStoreLocked:
      return "保存先は別のプロセスが使用中です";
    case Errc::kStoreNotOwned:
      return "保存先の所有者が違います";
    case Errc::kStoreSymlink:
      return "保存先にシンボリックリンクがあります";
    case Errc::kStoreNewer:
      return "保存先は新しいバージョンで作られたものです";
    case Errc::kStorePinRequired:
      return "保存先の PIN またはパスワードが必要です";
    case Errc::kStorePinWrong:
      return "保存先の PIN またはパスワードが違います";
    case Errc::kStoreCertificateUnknown:
      return "その証明書は保存先にありません";
    case Errc::kStoreStillValid:
      return "有効期限内の証明書は削除できません";
    case Errc::kStoreUnsupported:
      return "この保存先ではできない操作です";
    case Errc::kUrlMalformed:
      return "アドレス (URL) の書き方が正しくありません";
    case Errc::kServerUnreachable:
      return "サーバーに接続できません";
    case Errc::kServerNotTrusted:
      return "サーバーの証明書を信頼できません";
    case Errc::kServerNotTls:
      return "サーバーが TLS で応答しません";
    case Errc::kTimeout:
      return "時間内に応答がありませんでした";
    case Errc::kConnectionLost:
      return "通信が途中で切れました";
    case Errc::kAnswerMalformed:
      return "サーバーの応答が壊れています";
    case Errc::kAnswerTooLarge:
      return "サーバーの応答が大きすぎます";
    case Errc::kProxyRefused:
      return "プロキシーに接続を拒否されました";
    case Errc::kCertificateRequired:
      return "サーバーがクライアント証明書を求めています";
    case Errc::kCertificateExpired:
      return "クライアント証明書の有効期限が切れています";
    case Errc::kCertificateNotAccepted:
      return "クライアント証明書がサーバーに受け付けられませんでした";
    case Errc::kCertificateUnknownCa:
      return "クライアント証明書の発行者をサーバーが知りません";
    case Errc::kCertificateRevoked:
      return "クライアント証明書は失効しています";
    case Errc::kServerRefused:
      return "サーバーに拒否されました";
    case Errc::kServerUnavailable:
      return "サーバーが利用できない状態です";
    case Errc::kNotJson:
      return "サーバーの応答が JSON ではありません";
    case Errc::kAnswerUnexpected:
      return "サーバーの応答に必要な項目がありません";
    case Errc::kLoginRefused:
      return "ユーザー名またはパスワードが違います";
    case Errc::kIssueValidityEmpty:
      return "有効期間の終わりが始まりより前です";
    case Errc::kIssueOutlivesIssuer:
      return "有効期間が発行者の証明書を超えています";
    case Errc::kIssueFacilityMalformed:
      return "医療機関の番号が正しくありません";
    case Errc::kSerialUnknown:
      return "そのシリアル番号の証明書はありません";
    case Errc::kLinkUnknown:
      return "そのダウンロード先はありません";
    case Errc::kLinkExpired:
      return "ダウンロードの期限が切れています";
    case Errc::kLinkNotYours:
      return "そのダウンロード先は別の証明書のものです";
    case Errc::kNoReplacement:
      return "差し替え用のクライアント証明書がありません";
    case Errc::kRenewalNotOffered:
      return "更新の案内が表示されていません";
    case Errc::kRenewalJournalUnusable:
      return "中断した更新の記録を読めません";
    case Errc::kSessionUnknown:
      return "セッションが見つかりません";
    case Errc::kSandboxUnknown:
      return "そのサンドボックスはありません";
    case Errc::kSandboxExists:
      return "その名前のサンドボックスはすでにあります";
    case Errc::kSandboxLimit:
      return "サンドボックスの数が上限に達しています";
    case Errc::kSandboxPermanent:
      return "既定のサンドボックスは削除できません";
    case Errc::kSnapshotUnknown:
      return "そのスナップショットはありません";
    case Errc::kFaultUnknown:
      return "その障害の設定はありません";
    case Errc::kRequestMalformed:
      return "要求の形式が正しくありません";
    case Errc::kRequestUnknownKey:
      return "要求に知らない項目があります";
    case Errc::kRequestBadValue:
      return "指定された値が正しくありません";
    case Errc::kRouteUnknown:
      return "そのアドレスには何もありません";
    case Errc::kMethodNotAllowed:
      return "そのアドレスでは使えないメソッドです";
    case Errc::kRequestMisdirected:
      return "この接続では受け付けられない要求です";
    case Errc::kStateUnusable:
      return "状態ファイルを使えません";
    case Errc::kStateLocked:
      return "状態ファイルは別のプロセスが使用中です";
    case Errc::kStateNewer:
      return "状態ファイルは新しいバージョンで作られたものです";
    case Errc::kStateUnwritable:
      return "状態ファイルに書き込めません";
    case Errc::kForeignCaller:
      return "管理 API を呼び出せないページまたは名前です";
    case Errc::kTokenRequired:
      return "管理 API のトークンが必要です";
    case Errc::kTokenRefused:
      return "管理 API のトークンが違います";
    case Errc::kUsage:
      return "コマンドの指定が正しくありません";
    case Errc::kPortInUse:
      return "ポートが使用中です";
    case Errc::kAddressNotLoopback:
      return "このコンピューター以外からの接続は許可されていません";
    case Errc::kAdminTokenMissing:
      return "管理 API をほかのコンピューターに開くにはトークンが必要です";
    case Errc::kAdminTokenUnusable:
      return "管理 API のトークンとして使えません";
    case Errc::kCancelled:
      return "中断されました";
    case Errc::kMissingHere:
      return "このコンピューターに必要なものがありません";
    case Errc::kInternal:
      return "内部エラーが発生しました";
  }
  return {};
}

std::string sentence(std::string_view text) {
  std::string out(text);
  if (out.empty()) return out;
  if (is_lower(out.front())) out.front() = static_cast<char>(out.front() - 'a' + 'A');
  if (std::string_view(".!?").find(out.back()) == std::string_view::npos) out += '.';
  return out;
}

std::string explain(Language language, const pki::Error& error) {
  std::string text;
  if (language == Language::kJapanese) text.append(japanese_headline(error.code())).append("。");
  if (!text.empty()) text += ' ';
  text += sentence(printable(error.message()));
  if (!error.hint().empty()) text += ' ' + sentence(printable(error.hint()));
  return text.append(" [").append(pki::code_name(error.code())).append("]");
}

}  // namespace orcamo::client

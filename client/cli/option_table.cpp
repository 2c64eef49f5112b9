#include "cli/option_table.hpp"

#include <algorithm>
#include <array>

namespace orcamo::client {
namespace {

constexpr std::array kOptions = {
    OptionRow{"--output",
              &Words::output,
              "FORM",
              "text json",
              "ORCAMO_OUTPUT",
              {"Form of the output: text or json (one object on standard output)",
               "出力の形式: text または json (標準出力に 1 つのオブジェクト)"}},
    OptionRow{"--lang",
              &Words::language,
              "LANGUAGE",
              "en ja",
              "ORCAMO_LANG",
              {"Language of texts: en or ja; default: that of LC_ALL or LANG",
               "表示の言語: en または ja。省略時は LC_ALL または LANG による"}},
    OptionRow{"--now",
              &Words::now,
              "TIME",
              "",
              "ORCAMO_NOW",
              {"Time that every verdict is made by, in place of the system's clock: RFC 3339 (2031-02-03T04:05:06Z) or "
               "an expression such as now+89d, cert:notAfter-90d-1s (cert is the certificate in question)",
               "システムの時計の代わりに判定に使う時刻: RFC 3339 (2031-02-03T04:05:06Z)、または now+89d や "
               "cert:notAfter-90d-1s などの式 (cert は対象の証明書)"}},
    OptionRow{"--p12",
              &Words::p12,
              "FILE",
              "",
              "ORCAMO_P12",
              {"Certificate in question, left where it is; default: the one of --store: of each holder the valid one "
               "that ends last, of those the one that ends first",
               "対象の証明書ファイル。移動も変更もしない。省略時は --store の中で、名義ごとに期限の最も長い有効なもの、"
               "そのうち期限の最も近いもの"}},
    OptionRow{"--password-file",
              &Words::password_file,
              "FILE",
              "",
              "ORCAMO_PASSWORD_FILE",
              {"File with the password of the .p12 on one line, - for standard input; default: NAME.password.txt "
               "beside NAME.p12",
               ".p12 のパスワードを 1 行で書いたファイル。- は標準入力。省略時は NAME.p12 の隣の NAME.password.txt"}},
    OptionRow{
        "--linkage",
        &Words::linkage,
        "",
        "",
        "ORCAMO_LINKAGE",
        {"The store is for the linkage tool of the online eligibility check: a folder, or pem:FOLDER, whose name "
         "must be of ASCII letters only",
         "保存先はオンライン資格確認の連携ツール用: フォルダまたは pem:FOLDER で、フォルダ名はアルファベットのみ"}},
    OptionRow{
        "--store",
        &Words::store,
        "STORE",
        "",
        "ORCAMO_STORE",
        {"Where certificates are kept: a folder of NAME.p12 and NAME.password.txt, pem:FOLDER (of NAME.crt and "
         "NAME.key), nss:FOLDER (an NSS database) or a pkcs11: URI (a token). A folder is made 0700 by the first "
         "certificate that is put into it",
         "証明書の保存先: NAME.p12 と NAME.password.txt のフォルダ、pem:FOLDER (NAME.crt と NAME.key)、nss:FOLDER "
         "(NSS データベース)、または pkcs11: の URI (トークン)。フォルダは最初の保存時に 0700 で作成する"}},
    OptionRow{"--store-pin-file",
              &Words::store_pin_file,
              "FILE",
              "",
              "ORCAMO_STORE_PIN_FILE",
              {"File with the PIN or password of --store on one line, of an nss: or pkcs11: store; not standard input",
               "--store の PIN またはパスワードを 1 行で書いたファイル (nss: と pkcs11: のみ)。標準入力は不可"}},
    OptionRow{"--rule",
              &Words::rule,
              "RULE",
              "",
              "ORCAMO_RULE",
              {"When a certificate is due: 90d (days of 86,400 seconds before its end), 2mo or 2mo@UTC (calendar "
               "months, in Japan's time zone if none is named), 2x30d (times 30 days)",
               "更新の時期: 90d (期限の前、86,400 秒の日数)、2mo または 2mo@UTC "
               "(暦の月数。時間帯を省くと日本時間)、2x30d (30 日の倍数)"}},
    OptionRow{"--boundary",
              &Words::boundary,
              "WHICH",
              "inclusive exclusive",
              "ORCAMO_BOUNDARY",
              {"Whether a certificate is due at the very second of the threshold: inclusive or exclusive",
               "ちょうど境目の秒を更新の時期に含めるか: inclusive (含める) または exclusive (含めない)"}},
    OptionRow{"--server",
              &Words::server,
              "URL",
              "",
              "ORCAMO_SERVER",
              {"Login URL, for example https://localhost:8443 (needed)",
               "ログイン先の URL。例: https://localhost:8443 (必須)"}},
    OptionRow{"--ca",
              &Words::ca,
              "FILE",
              "",
              "ORCAMO_CA",
              {"PEM file of the root certificates that the server may chain to (needed)",
               "サーバー証明書のルートとして信頼する証明書の PEM ファイル (必須)"}},
    OptionRow{"--user", &Words::user, "NAME", "", "ORCAMO_USER", {"User name of the login", "ログインのユーザー名"}},
    OptionRow{"--login-password-file",
              &Words::login_password_file,
              "FILE",
              "",
              "ORCAMO_LOGIN_PASSWORD_FILE",
              {"File with the password of that user on one line, - for standard input; default: the password is "
               "ormaster",
               "そのユーザーのパスワードを 1 行で書いたファイル。- は標準入力。省略時のパスワードは ormaster"}},
    OptionRow{"--proxy",
              &Words::proxy,
              "URL",
              "",
              "ORCAMO_PROXY",
              {"HTTP proxy that leads to the server, http://host:port; default: none, whatever other variables say",
               "サーバーへの接続に使う HTTP プロキシ、http://host:port。省略時は、ほかの環境変数にかかわらず使わない"}},
    OptionRow{"--proxy-credentials-file",
              &Words::proxy_credentials_file,
              "FILE",
              "",
              "ORCAMO_PROXY_CREDENTIALS_FILE",
              {"File with USER:PASSWORD for --proxy on one line, - for standard input; default: none",
               "--proxy のユーザー名とパスワードを USER:PASSWORD の 1 行で書いたファイル。- は標準入力。省略時はなし"}},
    OptionRow{"--timeout",
              &Words::timeout,
              "SECONDS",
              "1 3600",
              "ORCAMO_TIMEOUT",
              {"Patience with each exchange with the server, in seconds", "サーバーとの 1 回のやりとりを待つ秒数"}},
    OptionRow{"--tls",
              &Words::tls,
              "VERSION",
              "1.2 1.3 any",
              "ORCAMO_TLS",
              {"TLS version to speak: 1.2, 1.3 or any", "使用する TLS のバージョン: 1.2、1.3 または any"}},
    OptionRow{"--channel",
              &Words::channel,
              "WAY",
              "api console",
              "ORCAMO_CHANNEL",
              {"How the new certificate is asked for: api (the renewal API) or console (the pages that a person goes "
               "through)",
               "更新の依頼の方法: api (更新用の API) または console (人が操作する画面と同じページ)"}},
    OptionRow{"--journal",
              &Words::journal,
              "FOLDER",
              "",
              "ORCAMO_JOURNAL",
              {"Where an interrupted renewal is remembered; default: .renewal in a store that is a folder, otherwise "
               "orcamo-renew in XDG_STATE_HOME or ~/.local/state",
               "中断した更新の記録を置くフォルダ。省略時は、保存先がフォルダならその中の .renewal、ほかは "
               "XDG_STATE_HOME または ~/.local/state の orcamo-renew"}},
    OptionRow{"--force",
              &Words::force,
              "",
              "",
              "",
              {"Renew even if the certificate is not due; of --install-units: replace units that are different",
               "更新の時期でなくても更新する。--install-units では、内容の異なるユニットを置き換える"}},
    OptionRow{"--every",
              &Words::every,
              "DURATION",
              "",
              "ORCAMO_EVERY",
              {"How often the store is looked at: 12h, 30m, PT12H; from a minute to 31 days. Up to a tenth less is "
               "waited, at random",
               "保存先を確認する間隔: 12h、30m、PT12H など。1 分から 31 日まで。最大 1 割、無作為に短くなる"}},
    OptionRow{
        "--install-units",
        &Words::install_units,
        "WHERE",
        "",
        "",
        {"Do not watch, but write systemd units that would, with these options: system (for the whole computer), user "
         "(for this user) or the name of a folder",
         "監視を始めずに、これらのオプションで systemd のユニットを書き込む: system (システム全体)、user "
         "(このユーザー) またはフォルダ名"}},
    OptionRow{"--trusted",
              &Words::trusted,
              "FILE",
              "",
              "ORCAMO_TRUSTED",
              {"PEM file of the authorities that may have issued the new certificate: the successor of the old one's, "
               "and that one too where it may still be used; default: the old one's issuer",
               "更新後の証明書の発行元として認める認証局の PEM ファイル: 後継の認証局と、まだ使われる場合は更新前の"
               "認証局。省略時は更新前の証明書の発行元"}},
    OptionRow{"--allow-same-key",
              &Words::allow_same_key,
              "",
              "",
              "ORCAMO_ALLOW_SAME_KEY",
              {"Accept a new certificate with the key pair of the old one", "更新前と同じ鍵の証明書を受け入れる"}},
    OptionRow{"--dry-run",
              &Words::dry_run,
              "",
              "",
              "",
              {"Tell what would be done, and change nothing", "何をするかを表示するだけで、何も変更しない"}},
    OptionRow{"--progress",
              &Words::progress,
              "FORM",
              "auto bar json none",
              "ORCAMO_PROGRESS",
              {"How steps are told on standard error: bar, json (one object a line) or none; auto: bar on a terminal, "
               "json elsewhere",
               "標準エラー出力での進み具合の表示: bar、json (1 行に 1 つのオブジェクト) または none。auto "
               "は端末では bar、ほかでは json"}},
    OptionRow{
        "--all", &Words::all, "", "", "ORCAMO_ALL", {"List expired certificates too", "期限切れの証明書も表示する"}},
    OptionRow{
        "--certificate",
        &Words::certificate,
        "WHICH",
        "",
        "ORCAMO_CERTIFICATE",
        {"Which certificate of --store: new (the one that ends last), old (the one that it replaced), a serial or a "
         "SHA-256 fingerprint; default: the one in question",
         "--store のどの証明書か: new (更新後)、old (更新前)、シリアル番号または SHA-256 フィンガープリント。"
         "省略時は対象の証明書"}},
    OptionRow{
        "--out",
        &Words::out,
        "FILE",
        "",
        "",
        {"File to write, 0600; nothing is overwritten (needed)", "書き込むファイル (0600)。上書きはしない (必須)"}},
    OptionRow{"--form",
              &Words::form,
              "FORM",
              "p12 pem",
              "",
              {"p12 (as it was downloaded, with its password in a file) or pem (private key, certificate and chain in "
               "one file, not encrypted); default: by the name of --out",
               "p12 (ダウンロードしたままのファイルと、パスワードのファイル) または pem "
               "(秘密鍵、証明書、中間証明書を 1 つのファイルに。暗号化しない)。省略時は --out の名前による"}},
    OptionRow{"--out-password-file",
              &Words::out_password_file,
              "FILE",
              "",
              "",
              {"File to write the password of the .p12 to, 0600; default: NAME.password.txt beside NAME.p12",
               ".p12 のパスワードを書き込むファイル (0600)。省略時は NAME.p12 の隣の NAME.password.txt"}},
    OptionRow{"--new-password-file",
              &Words::new_password_file,
              "FILE",
              "",
              "",
              {"File with the password that the .p12 is to have, on one line, - for standard input: the file is made "
               "anew under it; default: the file and its password stay as they are",
               ".p12 の新しいパスワードを 1 行で書いたファイル。- は標準入力。ファイルはこのパスワードで作り直す。"
               "省略時はファイルもパスワードもそのまま"}},
    OptionRow{"WHAT",
              &Words::subject,
              "CODE|FILE",
              "",
              "",
              {"Error code (p12.wrong_password), or a file that is to be told apart",
               "エラーコード (p12.wrong_password)、または調べるファイル"}},
    OptionRow{"SHELL", &Words::shell, "SHELL", "bash zsh fish", "", {"bash, zsh or fish", "bash、zsh または fish"}},
};

constexpr std::array kCommands = {
    CommandRow{Command::kCheck,
               "check",
               {"Tell, without a server, whether a certificate is due for renewal (monitoring plugin)",
                "証明書が更新の時期かどうかを、サーバーなしで調べる (監視プラグイン)"},
               "--p12 --password-file --store --store-pin-file --linkage --rule --boundary --output --lang --now",
               ""},
    CommandRow{Command::kRenew,
               "renew",
               {"Renew a certificate if it is due, log in with the new one, and keep it",
                "更新の時期なら証明書を更新し、更新後の証明書でログインして、保存する"},
               "--p12 --password-file --store --store-pin-file --linkage --rule --boundary --server --ca --user "
               "--login-password-file --proxy --proxy-credentials-file --timeout --tls --channel --journal --force "
               "--dry-run --trusted --allow-same-key --progress --output --lang --now",
               "--server --ca --store"},
    CommandRow{Command::kWatch,
               "watch",
               {"Renew the certificate of a store whenever it is due, until stopped (SIGTERM, SIGINT)",
                "保存先の証明書を、更新の時期が来るたびに更新する。止められるまで続ける (SIGTERM、SIGINT)"},
               "--store --store-pin-file --linkage --every --rule --boundary --server --ca --user "
               "--login-password-file --proxy --proxy-credentials-file --timeout --tls --channel --journal --trusted "
               "--allow-same-key --progress --install-units --force --output --lang",
               "--server --ca --store"},
    CommandRow{Command::kLogin,
               "login",
               {"Log in with a certificate, tell whether the renewal notice is shown, and log out",
                "証明書でログインし、更新のお知らせが表示されるかを調べて、ログアウトする"},
               "--p12 --password-file --store --store-pin-file --linkage --certificate --server --ca --user "
               "--login-password-file --proxy --proxy-credentials-file --timeout --tls --output --lang --now",
               "--server --ca"},
    CommandRow{Command::kList,
               "list",
               {"List the certificates of a store; of each holder, the one that ends last is the renewed one",
                "保存先の証明書を一覧表示する。名義ごとに、期限の最も長いものが更新後の証明書"},
               "--store --store-pin-file --linkage --all --output --lang --now",
               "--store"},
    CommandRow{Command::kShow,
               "show",
               {"Show everything about one certificate", "1 つの証明書の内容をすべて表示する"},
               "--p12 --password-file --store --store-pin-file --linkage --certificate --rule --boundary --output "
               "--lang --now",
               ""},
    CommandRow{Command::kImport,
               "import",
               {"Check a .p12 file with its password and put both into a store, names unchanged",
                ".p12 ファイルをパスワードとともに検査し、名前を変えずに保存先へ入れる"},
               "--p12 --password-file --store --store-pin-file --linkage --output --lang",
               "--p12 --store"},
    CommandRow{Command::kExport,
               "export",
               {"Write a certificate with its key to a file, for another program",
                "証明書と秘密鍵を、ほかのプログラムのためにファイルへ書き出す"},
               "--p12 --password-file --store --store-pin-file --linkage --certificate --out --form "
               "--out-password-file --new-password-file --output --lang --now",
               "--out"},
    CommandRow{Command::kPrune,
               "prune",
               {"Remove the expired certificates of a store that have a successor",
                "期限が切れ、更新後の証明書があるものを保存先から削除する"},
               "--store --store-pin-file --linkage --dry-run --output --lang --now",
               "--store"},
    CommandRow{Command::kExplain,
               "explain",
               {"Explain an error code, or tell what a file is and what to do with it",
                "エラーコードの意味、またはファイルが何であるかを説明する"},
               "WHAT --password-file --output --lang --now",
               "WHAT"},
    CommandRow{Command::kCompletion,
               "completion",
               {"Print the completion script of a shell", "シェルの補完スクリプトを出力する"},
               "SHELL --lang",
               "SHELL"},
};

}  // namespace

std::span<const OptionRow> option_table() noexcept { return kOptions; }
std::span<const CommandRow> command_table() noexcept { return kCommands; }

const OptionRow* option_row(std::string_view name) noexcept {
  const auto found = std::find_if(kOptions.begin(), kOptions.end(), [&](const auto& row) { return row.name == name; });
  return found == kOptions.end() ? nullptr : &*found;
}

const CommandRow* command_row(std::string_view name) noexcept {
  const auto found =
      std::find_if(kCommands.begin(), kCommands.end(), [&](const auto& row) { return row.name == name; });
  return found == kCommands.end() ? nullptr : &*found;
}

const CommandRow& command_row(Command command) noexcept {
  return *std::find_if(kCommands.begin(), kCommands.end(), [&](const auto& row) { return row.command == command; });
}

std::string_view next_word(std::string_view& words) noexcept {
  words.remove_prefix(std::min(words.find_first_not_of(' '), words.size()));
  const std::string_view word = words.substr(0, words.find(' '));
  words.remove_prefix(word.size());
  return word;
}

bool has_word(std::string_view words, std::string_view word) noexcept {
  while (!words.empty()) {
    if (next_word(words) == word) return !word.empty();
  }
  return false;
}

}  // namespace orcamo::client

#include "cli/grammar.hpp"

#include <string>
#include <vector>

namespace orcamo::client {
namespace {

constexpr Text kWhat = {
    "orcamo-renew renews the client certificate of a WebORCA facility, and proves that the new one logs in.",
    "orcamo-renew は WebORCA のクライアント証明書を更新し、更新後の証明書でログイン出来る事を確認します。"};

constexpr Text kFooter = {R"(
Exit codes: 0 done (renewed, or not due yet); 1 the server could not be reached or trusted, refused, or answered badly,
the certificate has expired or is not valid yet, or the run was stopped by SIGINT or SIGTERM (renew and login; the same
command goes on from there); 2 wrong usage;
3 a file, password or store that cannot be used; 5 internal error; 6 timeout; 7 something missing here.
`check` has those of monitoring plugins: 0 fine, 1 due for renewal, 2 expired, 3 unknown.
Every option can come from the environment variable named beside it; the command line goes first, and --store there
leaves ORCAMO_P12 and ORCAMO_PASSWORD_FILE aside.
Passwords are read from files or standard input, never from the command line.)",
                          R"(
終了コード: 0 完了 (更新した、またはまだ時期でない)、1 サーバーに接続できない・信頼できない・拒否された・応答が正しくない、
証明書が期限切れか有効期間の前、または SIGINT か SIGTERM で止められた (renew と login。同じコマンドで続きから始まります)、2 指定の誤り、3 ファイル・パスワード・保存先が使えない、5 内部エラー、6 時間切れ、7 このコンピューターに必要なものがない。
check は監視プラグインの終了コード: 0 正常、1 更新の時期、2 期限切れ、3 不明。
各オプションは、隣に書かれた環境変数でも指定できます。コマンドラインが優先し、コマンドラインの --store は ORCAMO_P12 と
ORCAMO_PASSWORD_FILE より優先します。
パスワードはファイルまたは標準入力から読み、コマンドラインからは読みません。)"};

std::vector<std::string> choices_of(const OptionRow& row) {
  std::vector<std::string> choices;
  for (std::string_view words = row.choices; !words.empty();) choices.emplace_back(next_word(words));
  return choices;
}

}  // namespace

void Grammar::add(const OptionRow& row, Subcommand& subcommand, Language language) {
  const std::string name(row.name);
  const std::string help(row.help.in(language));
  Words& words = subcommand.words;
  CLI::Option* option = nullptr;
  if (const auto* flag = std::get_if<bool Words::*>(&row.target)) {
    option = subcommand.app->add_flag(name, words.**flag, help);
  } else if (const auto* number = std::get_if<int Words::*>(&row.target)) {
    const std::vector<std::string> bounds = choices_of(row);
    option = subcommand.app->add_option(name, words.**number, help)
                 ->check(CLI::Range(std::stoi(bounds.at(0)), std::stoi(bounds.at(1))))
                 ->capture_default_str();
  } else {
    std::string& text = words.*std::get<std::string Words::*>(row.target);
    option = subcommand.app->add_option(name, text, help);
    if (!row.choices.empty()) option->check(CLI::IsMember(choices_of(row)));
    if (!text.empty()) option->capture_default_str();
  }
  if (!row.kind.empty()) option->type_name(std::string(row.kind));
  if (!row.variable.empty()) option->envname(std::string(row.variable));
}

Grammar::Grammar(Language language) : app_(std::string(kWhat.in(language)), "orcamo-renew") {
  app_.set_version_flag("--version", "orcamo-renew " ORCAMO_VERSION,
                        language == Language::kJapanese ? "バージョンを表示して終わる" : "Print the version and leave");
  if (language == Language::kJapanese) app_.set_help_flag("-h,--help", "この説明を表示して終わる");
  app_.require_subcommand(1);
  app_.footer(std::string(kFooter.in(language)));
  app_.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  for (const CommandRow& row : command_table()) {
    CLI::App* app = app_.add_subcommand(std::string(row.name), std::string(row.what.in(language)));
    app->footer(std::string(kFooter.in(language)));
    Subcommand& subcommand = subcommands_.emplace_back(Subcommand{row, app, {}});
    for (std::string_view names = row.options; !names.empty();) {
      if (const OptionRow* option = option_row(next_word(names))) add(*option, subcommand, language);
    }
  }
}

}  // namespace orcamo::client

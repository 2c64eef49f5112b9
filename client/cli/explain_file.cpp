#include "cli/explain_file.hpp"

#include <algorithm>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "cli/error_pages.hpp"
#include "cli/exit_status.hpp"
#include "cli/file_kind_words.hpp"
#include "cli/report.hpp"
#include "cli/subject.hpp"
#include "fmt/format.h"
#include "identity/p12_description.hpp"
#include "identity/password_form.hpp"
#include "identity/read_file.hpp"
#include "orcamo/client/password_file.hpp"
#include "orcamo/client/pkcs12.hpp"
#include "store/file_name.hpp"

namespace orcamo::client {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargestPassword = 4096;  // octets

constexpr Text kKind{"kind", "種類"};
constexpr Text kPkcs12{"PKCS#12 (certificate and private key)", "PKCS#12 (証明書と秘密鍵)"};
constexpr Text kPem{"PEM text", "PEM テキスト"};
constexpr Text kPasswordText{"text, as a password file is", "テキスト (パスワードのファイルの形)"};
constexpr Text kIntegrity{"MAC", "改ざん検出 (MAC)"};
constexpr Text kNoMac{"none", "なし"};
constexpr Text kProtection{"encryption", "暗号化"};
constexpr Text kOldEncryption{
    "this encryption is old (RC2, RC4, DES or triple DES): ask for AES-256",
    "暗号化方式が古いものです (RC2、RC4、DES、トリプル DES)。AES-256 での発行を依頼してください"};
constexpr Text kPasswordFile{"password file", "パスワードのファイル"};
constexpr Text kEncoding{"encoding", "文字コード"};
constexpr Text kLineEnd{"line end", "改行"};
constexpr Text kNone{"none", "なし"};
constexpr Text kSpaces{"there are spaces around the password", "パスワードの前後に空白があります"};
constexpr Text kOpenToOthers{"others may read this file: chmod 600", "他人が読めるファイルです: chmod 600"};
constexpr Text kReadable{"can be read as a password", "パスワードとして読めます"};
constexpr Text kNotOpened{"not opened", "開けません"};
constexpr Text kCertificates{"certificates", "証明書"};
constexpr Text kKey{"private key", "秘密鍵"};
constexpr Text kThere{"there", "あり"};
constexpr Text kNotThere{"not there", "なし"};
constexpr Text kHolder{"holder", "名義"};
constexpr Text kIssuer{"issuer", "発行者"};
constexpr Text kSerial{"serial", "シリアル番号"};
constexpr Text kValidFrom{"valid from", "有効期間の開始"};
constexpr Text kValidUntil{"valid until", "有効期限"};
constexpr Text kToDo{"what to do", "対処"};

constexpr Text kUseIt{"nothing: it can be used (orcamo-renew import puts it into a store)",
                      "不要です。使用できます (orcamo-renew import で保存先に入れられます)"};
constexpr Text kRenewIt{"renew it: orcamo-renew renew", "更新してください: orcamo-renew renew"};
constexpr Text kTooLate{"it has expired and cannot renew itself: ask for a new one",
                        "期限切れのため更新できません。新しい証明書の発行を依頼してください"};
constexpr Text kTooEarly{"it is not valid yet: check this computer's clock",
                         "有効期間がまだ始まっていません。このコンピューターの時計を確認してください"};
constexpr Text kMakeP12{"make a PKCS#12 file of it: openssl pkcs12 -export -in FILE -out NAME.p12",
                        "PKCS#12 に変換してください: openssl pkcs12 -export -in FILE -out NAME.p12"};
constexpr Text kNoLogin{"certificates without a private key log nobody in; as the root of a server, they are for --ca",
                        "秘密鍵のない証明書ではログインできません。サーバーのルート証明書なら --ca に使います"};
constexpr Text kKeyAlone{"a private key alone logs nobody in: use the .p12 file that has both",
                         "秘密鍵だけではログインできません。両方が入った .p12 ファイルを使ってください"};
constexpr Text kKeepIt{"keep it beside NAME.p12 as NAME.password.txt",
                       "NAME.p12 の隣に NAME.password.txt として置いてください"};

// Facts collects what is told, for people and for programs at once.
class Facts {
 public:
  Facts(const Options& options, std::string_view kind) : language_(options.language) {
    object_ = {{"file", options.subject}, {"kind", kind}};
    lines_ = printable(options.subject) + '\n';
  }

  void say(const Text& label, std::string_view value) {
    lines_ += fmt::format("  {}: {}\n", label.in(language_), printable(value));
  }
  void say(const Text& label, const Text& value) { say(label, value.in(language_)); }
  void remark(const Text& text) { lines_ += fmt::format("  {}\n", text.in(language_)); }

  // advise says what to do, and keeps it for programs.
  void advise(const Text& advice) { advise(advice.in(language_)); }
  void advise(std::string_view advice) {
    say(kToDo, advice);
    object_["advice"] = advice;
  }

  void fail(const pki::Error& error) {
    say(kNotOpened, explain(language_, error));
    object_["error"] = describe(error, language_);
    if (const auto entry = error_entry(language_, pki::code_name(error.code()))) advise(entry->advice);
  }

  Json& object() noexcept { return object_; }
  Language language() const noexcept { return language_; }

  int print_to(const Options& options, std::ostream& out) const {
    if (options.output == OutputForm::kJson) {
      print(object_, out);
    } else {
      out << lines_;
    }
    return exit_status::kOk;
  }

 private:
  Language language_;
  Json object_;
  std::string lines_;
};

void tell(Facts& facts, const pki::Certificate& certificate) {
  facts.say(kHolder, certificate.subject());
  facts.say(kIssuer, certificate.issuer());
  facts.say(kSerial, certificate.serial());
  facts.say(kValidFrom, both_zones(certificate.validity().not_before));
  facts.say(kValidUntil, both_zones(certificate.validity().not_after));
}

std::string_view line_end_name(PasswordForm::LineEnd end) noexcept {
  switch (end) {
    case PasswordForm::LineEnd::kLf:
      return "LF";
    case PasswordForm::LineEnd::kCrLf:
      return "CRLF";
    case PasswordForm::LineEnd::kNone:
      break;
  }
  return "none";
}

// tell_form tells how a password file was saved; of the password itself, nothing.
Json tell_form(Facts& facts, const fs::path& path, const PasswordForm& form) {
  facts.say(kEncoding, form.encoding);
  facts.say(kLineEnd,
            form.line_end == PasswordForm::LineEnd::kNone ? kNone.in(facts.language()) : line_end_name(form.line_end));
  if (form.spaces_around) facts.remark(kSpaces);
  std::error_code ignored;
  const fs::perms others = fs::status(path, ignored).permissions() & (fs::perms::group_read | fs::perms::others_read);
  const bool open = !ignored && others != fs::perms::none;
  if (open) facts.remark(kOpenToOthers);
  return {{"file", path.string()},
          {"encoding", form.encoding},
          {"line_end", line_end_name(form.line_end)},
          {"spaces_around", form.spaces_around},
          {"open_to_others", open}};
}

const Text& advice_for(Standing standing) noexcept {
  switch (standing) {
    case Standing::kDue:
      return kRenewIt;
    case Standing::kExpired:
      return kTooLate;
    case Standing::kNotYetValid:
      return kTooEarly;
    case Standing::kCurrent:
      break;
  }
  return kUseIt;
}

// tell_p12 tells a .p12 file: how it is protected, how its password is saved, and whose it is.
pki::Result<void> tell_p12(Facts& facts, pki::BytesView octets, const Options& options, const pki::Clock& clock) {
  const fs::path path(options.subject);
  facts.say(kKind, kPkcs12);
  if (const auto description = describe_pkcs12(octets)) {
    const std::string mac = description->integrity ? in_words(*description->integrity) : "";
    Json encryption = Json::array();
    facts.say(kIntegrity, mac.empty() ? kNoMac.in(facts.language()) : mac);
    for (const P12Algorithm& part : description->protection) {
      facts.say(kProtection, in_words(part));
      if (part.is_old) facts.remark(kOldEncryption);
      encryption.push_back(in_words(part));
    }
    facts.object()["mac"] = mac;
    facts.object()["encryption"] = std::move(encryption);
  }

  const fs::path password_path =
      options.password_file.value_or(path.parent_path() / password_file_name(path.filename().string()));
  if (password_path != "-") {
    facts.say(kPasswordFile, password_path.string());
    if (const auto form = read_password_form(password_path)) {
      facts.object()["password_file"] = tell_form(facts, password_path, *form);
    }
  }
  const auto password = read_password_file(password_path);
  if (!password) {
    facts.fail(password.error());
    return {};
  }
  const auto credential = open_pkcs12(octets, password->reveal());
  if (!credential) {
    facts.fail(credential.error());
    return {};
  }
  const pki::Certificate& certificate = credential->certificate;
  tell(facts, certificate);
  facts.object()["certificate"] = describe(certificate, path.filename().string());
  const auto now = ClientClock::choose(options, clock, &certificate.validity());
  if (!now) return now.error();
  const pki::Validity& validity = certificate.validity();
  facts.advise(advice_for(options.policy.assess(validity, judged_at(validity, now->now(), kClockDifference))));
  return {};
}

void tell_pem(Facts& facts, std::string_view text) {
  facts.say(kKind, kPem);
  const auto certificates = pki::Certificate::all_from_pem(text);
  const bool key = text.find("PRIVATE KEY-----") != std::string_view::npos;
  const std::size_t count = certificates ? certificates->size() : 0;
  facts.say(kCertificates, std::to_string(count));
  facts.say(kKey, key ? kThere : kNotThere);
  facts.object()["private_key"] = key;
  Json described = Json::array();
  for (std::size_t i = 0; i < count; ++i) {
    tell(facts, (*certificates)[i]);
    described.push_back(describe((*certificates)[i], ""));
    described.back().erase("file_name");
  }
  facts.object()["certificates"] = std::move(described);
  facts.advise(!key ? kNoLogin : count == 0 ? kKeyAlone : kMakeP12);
}

void tell_password(Facts& facts, const fs::path& path, pki::BytesView octets) {
  facts.say(kKind, kPasswordText);
  facts.object()["password_file"] = tell_form(facts, path, password_form(octets));
  if (const auto password = decode_password(octets); !password) {
    facts.fail(password.error());
  } else {
    facts.remark(kReadable);
    facts.advise(kKeepIt);
  }
}

bool is_password_text(const fs::path& path, const FileKind& kind, std::size_t size) {
  if (size > kLargestPassword || size == 0) return path.extension() == ".txt";
  return path.extension() == ".txt" || kind.name == "a plain text" || kind.name == "a UTF-16 text";
}

}  // namespace

int explain_file(const Options& options, const Surroundings& surroundings) {
  const fs::path path(options.subject);
  const auto octets = read_file(path, Pkcs12Limits{}.octets);
  if (!octets) {
    return report_failure(octets.error(), exit_status::of(octets.error().code(), exit_status::Origin::kInput), options,
                          surroundings);
  }
  const std::string_view text = pki::as_text(*octets);
  const auto stranger = recognize_stranger(*octets);
  const bool encoded_p12 = stranger && stranger->name == "a PEM text with PKCS#12 inside";
  if (!encoded_p12 && text.find("-----BEGIN ") != std::string_view::npos) {
    Facts facts(options, "pem");
    tell_pem(facts, text);
    return facts.print_to(options, surroundings.out);
  }
  if (!stranger) {
    Facts facts(options, "pkcs12");
    if (const auto told = tell_p12(facts, *octets, options, surroundings.clock); !told) {
      return report_failure(told.error(), exit_status::of(told.error().code(), exit_status::Origin::kInput), options,
                            surroundings);
    }
    return facts.print_to(options, surroundings.out);
  }
  if (is_password_text(path, *stranger, octets->size())) {
    Facts facts(options, "password");
    tell_password(facts, path, *octets);
    return facts.print_to(options, surroundings.out);
  }
  Facts facts(options, "other");
  facts.say(kKind, kind_words(*stranger));
  facts.object()["looks_like"] = stranger->name;
  facts.advise(advice_words(*stranger));
  return facts.print_to(options, surroundings.out);
}

}  // namespace orcamo::client

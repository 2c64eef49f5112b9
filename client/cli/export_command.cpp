#include <ostream>
#include <string>

#include "cli/commands.hpp"
#include "cli/exit_status.hpp"
#include "cli/new_file.hpp"
#include "cli/report.hpp"
#include "cli/subject.hpp"
#include "fmt/format.h"
#include "identity/pkcs12_pack.hpp"
#include "orcamo/client/password_file.hpp"
#include "store/file_name.hpp"

namespace orcamo::client {
namespace {

namespace fs = std::filesystem;

constexpr Text kExported{"The certificate {} was written to {}.", "証明書 {} を {} に書き出しました。"};
constexpr Text kPasswordIn{"Its password is in {}.", "パスワードは {} にあります。"};
constexpr Text kNotEncrypted{"The private key in it is not encrypted: whoever can read the file can log in.",
                             "中の秘密鍵は暗号化されていません。このファイルを読める人は誰でもログイン出来ます。"};

// pem_text is what curl --cert, nginx and the like read: the key, the certificate, and those between it and the root.
pki::Result<pki::Secret> pem_text(const pki::Credential& credential) {
  const auto key = credential.key.pem();
  if (!key) return key.error();
  std::string text;
  text.reserve(64 << 10);  // the key is not left behind by a move of the text
  text += key->reveal();
  text += credential.certificate.pem();
  for (const pki::Certificate& each : credential.chain) text += each.pem();
  return pki::Secret::take(text);
}

struct Written {
  std::string file_name;
  std::optional<fs::path> password_file;
};

pki::Result<Written> export_anew(const Options& options, const Surroundings& surroundings) {
  const auto password = read_password_file(*options.new_password_file);
  if (!password) return password.error().while_doing("--new-password-file");
  const auto source = open_source(options, surroundings);
  if (!source) return source.error();
  const auto octets = pack_pkcs12(source->credential, password->reveal(), PasswordOf::kPerson);
  if (!octets) return octets.error();
  auto p12 = NewFile::make(options.out, pki::as_text(*octets));
  if (!p12) return p12.error();
  p12->keep();
  return Written{source->file.file_name, std::nullopt};
}

pki::Result<Written> export_p12(const Options& options, const Surroundings& surroundings) {
  const auto source = open_source(options, surroundings);
  if (!source) return source.error();
  const fs::path password_path = options.out_password_file.value_or(
      options.out.parent_path() / password_file_name(options.out.filename().string()));
  // The password first: a .p12 that is there has its password.
  std::string text;
  text.reserve(source->file.password.reveal().size() + 1);  // so that no copy is left behind
  text += source->file.password.reveal();
  const pki::Secret line = pki::Secret::take(text += '\n');
  auto password = NewFile::make(password_path, line.reveal());
  if (!password) return password.error();
  auto p12 = NewFile::make(options.out, pki::as_text(source->file.p12));
  if (!p12) return p12.error();
  password->keep();
  p12->keep();
  return Written{source->file.file_name, password_path};
}

pki::Result<Written> export_pem(const Options& options, const Surroundings& surroundings) {
  const auto source = open_source(options, surroundings);  // the key leaves the store, or it does not
  if (!source) return source.error();
  const auto text = pem_text(source->credential);
  if (!text) return text.error();
  auto file = NewFile::make(options.out, text->reveal());
  if (!file) return file.error();
  file->keep();
  return Written{source->file.file_name, std::nullopt};
}

}  // namespace

int export_certificate(const Options& options, const Surroundings& surroundings) {
  const bool pem = options.form == ExportForm::kPem;
  const bool anew = options.new_password_file.has_value();
  const auto written = pem    ? export_pem(options, surroundings)
                       : anew ? export_anew(options, surroundings)
                              : export_p12(options, surroundings);
  if (!written) {
    const pki::Error& error = written.error();
    return report_failure(error, exit_status::of(error.code(), exit_status::Origin::kInput), options, surroundings);
  }
  if (options.output == OutputForm::kJson) {
    Json object = {{"result", "exported"}, {"file_name", written->file_name}, {"file", options.out.string()}};
    if (written->password_file) object["password_file"] = written->password_file->string();
    print(object, surroundings.out);
    return exit_status::kOk;
  }
  const auto in = [&](const Text& text) { return fmt::runtime(text.in(options.language)); };
  surroundings.out << fmt::format(in(kExported), printable(written->file_name), printable(options.out.string()))
                   << '\n';
  if (written->password_file) {
    surroundings.out << fmt::format(in(kPasswordIn), printable(written->password_file->string())) << '\n';
  } else if (pem) {
    surroundings.out << kNotEncrypted.in(options.language) << '\n';
  }
  return exit_status::kOk;
}

}  // namespace orcamo::client

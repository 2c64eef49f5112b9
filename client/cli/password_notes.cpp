#include "cli/password_notes.hpp"

#include <string_view>

#include "fmt/format.h"
#include "identity/printable.hpp"

namespace orcamo::client {
namespace {

std::string_view repair_phrase(Language language, PasswordRepair repair) noexcept {
  const bool japanese = language == Language::kJapanese;
  switch (repair) {
    case PasswordRepair::kSpacesRemoved:
      return japanese ? "前後の空白を除いて" : "without the spaces around it";
    case PasswordRepair::kFullWidthToAscii:
      return japanese ? "全角文字を半角にして" : "with its full-width characters as ASCII";
    case PasswordRepair::kTypographyToAscii:
      return japanese ? "引用符・ダッシュ・特殊な空白を半角記号にして" : "with its typographic characters as ASCII";
  }
  return "";
}

}  // namespace

std::vector<std::string> password_notes(Language language, const std::filesystem::path& path, Exposure exposure,
                                        const std::vector<PasswordRepair>& repairs) {
  const bool japanese = language == Language::kJapanese;
  const std::string name = printable(path.string());
  std::vector<std::string> notes;
  if (!repairs.empty()) {
    std::string how;
    for (const PasswordRepair repair : repairs) {
      if (!how.empty()) how += japanese ? "、" : " and ";
      how += repair_phrase(language, repair);
    }
    notes.push_back(japanese ? fmt::format("{} のパスワードは、{}読むと証明書を開けました。", name, how)
                             : fmt::format("The password in {} opens the file {}; it was read so.", name, how));
  }
  if (exposure == Exposure::kEveryone) {
    notes.push_back(japanese
                        ? fmt::format("{} は誰でも読めます。chmod 600 で所有者だけにしてください。", name)
                        : fmt::format("Everyone on this computer can read {}; chmod 600 makes it yours alone.", name));
  }
  return notes;
}

}  // namespace orcamo::client

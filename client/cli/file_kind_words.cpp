#include "cli/file_kind_words.hpp"

#include <algorithm>
#include <array>

namespace orcamo::client {
namespace {

constexpr std::string_view kDownloadAgain = ".p12 ファイルをもう一度ダウンロードし、内容を変えずに保存してください";
constexpr std::string_view kUnpack = "展開して、中の .p12 ファイルを使ってください";

struct Row {
  std::string_view english;
  std::string_view name;
  std::string_view advice;
};

constexpr std::array kRows = {
    Row{"empty", "空のファイル", kDownloadAgain},
    Row{"a PEM text", "PEM テキスト",
        "PKCS#12 に変換するか (openssl pkcs12 -export -in FILE.pem -out FILE.p12)、.p12 "
        "をもう一度ダウンロードしてください"},
    Row{"a PEM text with PKCS#12 inside", "PKCS#12 を収めた PEM テキスト",
        "----- で始まる 2 行の間を復号してください: sed '/^-----/d' FILE | base64 -d > FILE.p12"},
    Row{"a ZIP archive", "ZIP アーカイブ", kUnpack},
    Row{"an empty ZIP archive", "空の ZIP アーカイブ", kDownloadAgain},
    Row{"a gzip archive", "gzip アーカイブ", kUnpack},
    Row{"a 7z archive", "7z アーカイブ", kUnpack},
    Row{"a PDF document", "PDF 文書", kDownloadAgain},
    Row{"a Microsoft Office document", "Microsoft Office の文書", kDownloadAgain},
    Row{"a Java key store (JKS)", "Java のキーストア (JKS)",
        "keytool -importkeystore で PKCS#12 にエクスポートしてください"},
    Row{"an HTTP answer with its headers", "ヘッダー付きの HTTP 応答", "応答の本文だけを保存してください"},
    Row{"nothing but zero octets", "0 だけのファイル", kDownloadAgain},
    Row{"a UTF-16 text", "UTF-16 のテキスト", kDownloadAgain},
    Row{"an HTML page", "HTML のページ",
        "ブラウザーで開いてください。ダウンロードの代わりにエラーの画面が保存されたと思われます"},
    Row{"an XML or HTML text", "XML または HTML のテキスト",
        "ブラウザーで開いてください。ダウンロードの代わりにエラーの画面が保存されたと思われます"},
    Row{"a JSON text", "JSON テキスト",
        "サーバーの応答が保存されています。その \"uri\" のアドレスから取得してください"},
    Row{"a base64 text", "base64 テキスト", "先に復号してください: base64 -d FILE > FILE.p12"},
    Row{"a plain text", "テキスト", kDownloadAgain},
    Row{"binary data of an unknown kind", "種類のわからないバイナリーデータ", kDownloadAgain},
};

const Row* row_of(const FileKind& kind) noexcept {
  const auto found = std::find_if(kRows.begin(), kRows.end(), [&](const Row& row) { return row.english == kind.name; });
  return found == kRows.end() ? nullptr : &*found;
}

}  // namespace

Text kind_words(const FileKind& kind) noexcept {
  const Row* row = row_of(kind);
  return {kind.name, row == nullptr ? kind.name : row->name};
}

Text advice_words(const FileKind& kind) noexcept {
  const Row* row = row_of(kind);
  return {kind.advice, row == nullptr ? kind.advice : row->advice};
}

}  // namespace orcamo::client

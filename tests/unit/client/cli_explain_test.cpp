#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/error_pages.hpp"
#include "cli/file_kind_words.hpp"
#include "command_line.hpp"
#include "p12_builder.hpp"

namespace orcamo::testing {
namespace {

using client::Language;
using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr int kCodes = static_cast<int>(pki::Errc::kInternal) + 1;

TEST(ErrorPages, ExplainEveryCodeInBothLanguages) {
  for (int code = 0; code < kCodes; ++code) {
    const std::string_view name = pki::code_name(static_cast<pki::Errc>(code));
    const auto english = client::error_entry(Language::kEnglish, name);
    const auto japanese = client::error_entry(Language::kJapanese, name);

    ASSERT_TRUE(english && japanese) << name;
    EXPECT_FALSE(english->meaning.empty() || english->advice.empty()) << name;
    EXPECT_NE(english->meaning, japanese->meaning) << name;
    EXPECT_THAT(english->meaning + english->advice + japanese->meaning + japanese->advice,
                AllOf(Not(HasSubstr("`")), Not(HasSubstr("]("))))
        << name;
  }
  EXPECT_EQ(client::error_codes().size(), static_cast<std::size_t>(kCodes));
}

using Explain = CommandLine;

TEST_F(Explain, TellsACodeAsTheDocumentationDoes) {
  const Ran english = run({"explain", "p12.wrong_password", "--lang", "en"});
  const Ran japanese = run({"explain", "p12.wrong_password", "--lang", "ja"});

  EXPECT_EQ(english.exit_code, 0);
  EXPECT_THAT(english.out, AllOf(HasSubstr("meaning: The file is whole"), HasSubstr("what to do: Take the password")));
  EXPECT_THAT(japanese.out, AllOf(HasSubstr("意味: "), HasSubstr("対処: このファイルとともに")));
}

TEST_F(Explain, TakesACodeAsAMessageEndsInIt) {
  const Ran ran = run({"explain", "It is locked. [store.locked]", "--output", "json"});

  EXPECT_EQ(json::parse(ran.out).at("code"), "store.locked");
  EXPECT_NE(json::parse(ran.out).at("advice"), "");
}

TEST_F(Explain, NamesTheCodeThatWasMeant) {
  const Ran ran = run({"explain", "p12.wrong_pasword", "--lang", "en"});

  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_THAT(ran.err, HasSubstr("Did you mean p12.wrong_password?"));
  EXPECT_THAT(run({"explain", "wrong_password", "--lang", "en"}).err, HasSubstr("p12.wrong_password"));
  EXPECT_THAT(run({"explain", "quite something else", "--lang", "en"}).err, Not(HasSubstr("Did you mean")));
}

TEST_F(Explain, TellsHowAP12IsProtectedAndWhatToDoWithIt) {
  const Ran ran = run({"explain", "@old.p12", "--lang", "en"});
  const json told = json::parse(run({"explain", "@old.p12", "--output", "json"}).out);

  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_THAT(ran.out, AllOf(HasSubstr("PKCS#12"), HasSubstr("AES-256-CBC"), HasSubstr("what to do: renew it"),
                             HasSubstr("serial: 123456"), Not(HasSubstr(std::string(kPassword)))));
  EXPECT_EQ(told.at("kind"), "pkcs12");
  EXPECT_EQ(told.at("certificate").at("serial"), "123456");
  EXPECT_EQ(told.at("password_file").at("encoding"), "ASCII");
  EXPECT_EQ(told.at("password_file").at("line_end"), "LF");
  EXPECT_FALSE(told.contains("error"));
}

TEST_F(Explain, RemarksOnOldEncryption) {
  const P12Parts parts{.keys = {{old_.key, "1"}}, .certificates = {{old_.certificate, "1"}}};
  const pki::Bytes file = build_p12(parts, kPassword, {.encryption = NID_pbe_WithSHA1And40BitRC2_CBC});
  folder_.write("ancient.p12", pki::as_text(file));
  folder_.write("ancient.password.txt", kPassword);

  const Ran ran = run({"explain", "@ancient.p12", "--lang", "en"});

  EXPECT_THAT(ran.out, AllOf(HasSubstr("this encryption is old"), HasSubstr("serial: 123456")));
  EXPECT_THAT(run({"explain", "@old.p12", "--lang", "en"}).out, Not(HasSubstr("is old (")));
}

TEST_F(Explain, TellsWhyAP12DoesNotOpen) {
  const json wrong = json::parse(run({"explain", "@old.p12", "--password-file", "@wrong.txt", "--output", "json"}).out);
  const json cut =
      json::parse(run({"explain", "@cut.p12", "--password-file", "@old.password.txt", "--output", "json"}).out);

  EXPECT_EQ(wrong.at("error").at("code"), "p12.wrong_password");
  EXPECT_NE(wrong.at("advice"), "");
  EXPECT_EQ(cut.at("error").at("code"), "p12.malformed");
}

struct Standing {
  const char* name;
  const char* now;
  const char* says;
};
void PrintTo(const Standing& row, std::ostream* out) { *out << row.now; }

class ExplainStanding : public CommandLine, public ::testing::WithParamInterface<Standing> {};

TEST_P(ExplainStanding, DecidesTheAdvice) {
  EXPECT_THAT(run({"explain", "@old.p12", "--now", GetParam().now, "--lang", "en"}).out, HasSubstr(GetParam().says));
}

INSTANTIATE_TEST_SUITE_P(Times, ExplainStanding,
                         ::testing::Values(Standing{"Current", "cert:notAfter-91d", "what to do: nothing"},
                                           Standing{"Due", "cert:notAfter-89d", "what to do: renew it"},
                                           Standing{"Expired", "cert:notAfter+1s", "cannot renew itself"},
                                           Standing{"BeginsSoon", "cert:notBefore-1d", "what to do: nothing"},
                                           Standing{"TooEarly", "cert:notBefore-1d-1s", "check this computer's clock"}),
                         [](const auto& row) { return row.param.name; });

TEST_F(Explain, TellsAPasswordFileWithoutThePassword) {
  folder_.write("notepad.txt", std::string("\xff\xfe") + std::string("h\0u\0s\0h\0 \0\r\0\n\0", 14));

  const Ran text = run({"explain", "@notepad.txt", "--lang", "en"});
  const json form = json::parse(run({"explain", "@notepad.txt", "--output", "json"}).out).at("password_file");

  EXPECT_EQ(form.at("encoding"), "UTF-16LE");
  EXPECT_EQ(form.at("line_end"), "CRLF");
  EXPECT_EQ(form.at("spaces_around"), true);
  EXPECT_THAT(text.out, AllOf(HasSubstr("spaces around"), Not(HasSubstr("hush"))));
}

TEST_F(Explain, TellsAPemAndWhetherItsKeyIsThere) {
  folder_.write("both.pem", std::string(old_.key.pem().value().reveal()) + old_.certificate.pem());

  const json both = json::parse(run({"explain", "@both.pem", "--output", "json"}).out);
  const json root = json::parse(run({"explain", "@ca.pem", "--output", "json"}).out);

  EXPECT_EQ(both.at("kind"), "pem");
  EXPECT_EQ(both.at("private_key"), true);
  EXPECT_EQ(both.at("certificates").at(0).at("serial"), "123456");
  EXPECT_EQ(root.at("private_key"), false);
}

TEST_F(Explain, TellsHowToDecodeAPkcs12InPem) {
  folder_.write("pem.p12", "-----BEGIN PKCS12-----\nMIIEcQIBAzCC\n-----END PKCS12-----\n");

  EXPECT_THAT(run({"explain", "@pem.p12", "--lang", "en"}).out,
              AllOf(HasSubstr("a PEM text with PKCS#12 inside"), HasSubstr("base64 -d"), Not(HasSubstr("openssl"))));
}

TEST_F(Explain, TellsWhatWasSavedInThePlaceOfACertificate) {
  EXPECT_THAT(run({"explain", "@html.p12", "--lang", "en"}).out, HasSubstr("an HTML page"));
  EXPECT_THAT(run({"explain", "@html.p12", "--lang", "ja"}).out, HasSubstr("HTML のページ"));
}

TEST(FileKindWords, AreJapaneseForEveryKind) {
  for (const std::string& file :
       {std::string(), std::string("-----BEGIN X"), std::string("-----BEGIN PKCS12-----"), std::string("PK\x03\x04"),
        std::string("PK\x05\x06"), std::string("\x1f\x8b"), std::string("7z\xbc\xaf"), std::string("%PDF"),
        std::string("\xd0\xcf\x11\xe0"), std::string("\xfe\xed\xfe\xed"), std::string("HTTP/1.1"), std::string(4, '\0'),
        std::string("\xff\xfe"), std::string("<html>"), std::string("<x>"), std::string("{}"), std::string("MIIC"),
        std::string("hello, you"), std::string("\x81\x82\x83")}) {
    const auto kind = client::recognize_stranger(pki::as_bytes(file));
    ASSERT_TRUE(kind) << file;
    EXPECT_NE(client::kind_words(*kind).japanese, kind->name) << kind->name;
    EXPECT_NE(client::advice_words(*kind).japanese, kind->advice) << kind->name;
  }
}

}  // namespace
}  // namespace orcamo::testing

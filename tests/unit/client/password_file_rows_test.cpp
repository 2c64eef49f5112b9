#include <gmock/gmock.h>
#include <sys/stat.h>

#include <nlohmann/json.hpp>
#include <ostream>
#include <string>

#include "command_line.hpp"
#include "stored_files.hpp"

// The catalogue's group "password file", as orcamo-renew import meets it.
namespace orcamo::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using std::string_literals::operator""s;
using json = nlohmann::json;

// PasswordFile is what was saved, for a file that `password` opens.
struct PasswordFile {
  const char* name;
  std::string octets;
  std::string password = "aB3-d'6\"k";
  const char* note = "";  // of how it was read; empty: as it stands
};
void PrintTo(const PasswordFile& file, std::ostream* out) { *out << file.name; }

class ReadPasswordFile : public CommandLine, public ::testing::WithParamInterface<PasswordFile> {};

TEST_P(ReadPasswordFile, OpensItsFileAndSaysHow) {
  folder_.write("a.p12", pki::as_text(sealed(old_, GetParam().password).p12));
  folder_.write("a.txt", GetParam().octets);

  const Ran ran = run({"import", "--p12", "@a.p12", "--password-file", "@a.txt", "--store", "@store", "--lang", "en"});

  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(stored(), 1u);
  if (*GetParam().note == '\0') {
    EXPECT_THAT(ran.err, IsEmpty());
  } else {
    EXPECT_THAT(ran.err, HasSubstr(GetParam().note));
  }
  EXPECT_THAT(ran.out + ran.err, Not(HasSubstr(GetParam().password)));
}

const auto by_name = [](const auto& row) { return row.param.name; };

INSTANTIATE_TEST_SUITE_P(AsItStands, ReadPasswordFile,
                         ::testing::Values(PasswordFile{"Lf", "aB3-d'6\"k\n"}, PasswordFile{"Crlf", "aB3-d'6\"k\r\n"},
                                           PasswordFile{"Utf8WithMark",
                                                        "\xef\xbb\xbf"
                                                        "aB3-d'6\"k\n"},
                                           PasswordFile{"Notepad",
                                                        "\xff\xfe"
                                                        "a\0B\0003\0-\0d\0'\0006\0\"\0k\0\r\0\n\0"s},
                                           PasswordFile{"SpacesThatAreMeant", "a b  \n", "a b  "},
                                           PasswordFile{"FullWidthThatIsMeant", "ａＢ３\n", "ａＢ３"},
                                           PasswordFile{"CurlyQuotesThatAreMeant", "“a”\n", "“a”"}),
                         by_name);

INSTANTIATE_TEST_SUITE_P(
    Repaired, ReadPasswordFile,
    ::testing::Values(
        PasswordFile{"TrailingSpaces", "aB3-d'6\"k  \r\n", "aB3-d'6\"k", "without the spaces around it"},
        PasswordFile{"LeadingSpace", " aB3-d'6\"k\n", "aB3-d'6\"k", "without the spaces around it"},
        PasswordFile{"IdeographicSpaceBehind", "aB3-d'6\"k　\n", "aB3-d'6\"k", "without the spaces around it"},
        PasswordFile{"FullWidth", "ａＢ３－ｄ＇６＂ｋ\n", "aB3-d'6\"k", "full-width characters as ASCII"},
        PasswordFile{"LongVowelMark", "aB3ーd'6\"k\n", "aB3-d'6\"k", "full-width characters as ASCII"},
        PasswordFile{"CurlyQuotesAndEnDash", "aB3–d’6”k\n", "aB3-d'6\"k", "typographic characters as ASCII"},
        PasswordFile{"EmDash", "aB3—k\n", "aB3--k", "typographic characters as ASCII"},
        PasswordFile{"ZeroWidthSpaceInside", "aB3\xe2\x80\x8bk\n", "aB3k", "typographic characters as ASCII"},
        PasswordFile{
            "Everything", " ａB3–d’6”k \n", "aB3-d'6\"k",
            "without the spaces around it and with its full-width characters as ASCII and with its typographic"}),
    by_name);

struct Refused {
  const char* name;
  std::string octets;
  const char* code;
  const char* says;
};
void PrintTo(const Refused& refused, std::ostream* out) { *out << refused.name; }

class RefusedPasswordFile : public CommandLine, public ::testing::WithParamInterface<Refused> {};

TEST_P(RefusedPasswordFile, SaysWhyAndLeavesTheStoreAsItWas) {
  ASSERT_EQ(run({"import", "--p12", "@old.p12", "--store", "@store"}).exit_code, 0);
  const auto before = stored_files(folder_ / "store");
  const client::Arrival fresh = sealed(issue(renewed()));
  folder_.write("fresh.p12", pki::as_text(fresh.p12));
  folder_.write("fresh.txt", GetParam().octets);

  const Ran ran = run({"import", "--p12", "@fresh.p12", "--password-file", "@fresh.txt", "--store", "@store",
                       "--output", "json", "--lang", "en"});

  EXPECT_EQ(ran.exit_code, 3);
  const json error = json::parse(ran.out).at("error");
  EXPECT_EQ(error.at("code"), GetParam().code);
  EXPECT_THAT(error.at("message").get<std::string>(), HasSubstr(GetParam().says));
  EXPECT_FALSE(error.at("hint").get<std::string>().empty());
  EXPECT_EQ(stored_files(folder_ / "store"), before);
}

INSTANTIATE_TEST_SUITE_P(
    Mishaps, RefusedPasswordFile,
    ::testing::Values(
        Refused{"Empty", "", "password.file_empty", "empty"},
        Refused{"TwoLines", "aB3d\nE6gH\n", "password.file_undecodable", "more than one line"},
        Refused{"Nul", "aB\0d\n"s, "password.file_undecodable", "zero octets"},
        Refused{"ShiftJis", "\x88\xe3\x97\xc3", "password.file_undecodable", "Shift_JIS"},
        Refused{"TrailingSpaces", "wrong \n", "password.file_suspect", "character 6 is a space"},
        Refused{"FullWidth", "ｗrｏng\n", "password.file_suspect",
                "each of the characters 1, 3 is a full-width letter, digit or sign"},
        Refused{"AllFullWidth", "ｗｒｏｎｇｓｅｖｅｎ\n", "password.file_suspect",
                "each of the characters 1, 2, 3, 4, 5 and 5 more is a full-width"},
        Refused{"CurlyQuotesAndEnDash", "“wr–ng”\n", "password.file_suspect",
                "character 1 is a left double quotation mark (U+201C); character 4 is an en dash (U+2013); character 7 "
                "is a right double quotation mark (U+201D)"},
        Refused{"WrongAndPlain", "wrong\n", "p12.wrong_password", "does not open"}),
    by_name);

TEST_F(CommandLine, SuspectPasswordIsNeverShown) {
  folder_.write("old.txt", "ｗｒ“ong” \n");

  const Ran ran = run({"import", "--p12", "@old.p12", "--password-file", "@old.txt", "--store", "@store"});

  EXPECT_EQ(ran.exit_code, 3);
  for (const char* part : {"ｗ", "ｒ", "“", "ong", "wr", "FF57"}) EXPECT_THAT(ran.out + ran.err, Not(HasSubstr(part)));
}

TEST_F(CommandLine, PasswordFileThatCannotBeReadIsSaidSo) {
  const Ran ran =
      run({"import", "--p12", "@old.p12", "--password-file", "@none.txt", "--store", "@store", "--lang", "en"});

  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_THAT(ran.err, HasSubstr("[password.file_unreadable]"));
}

TEST_F(CommandLine, PasswordFileOfEveryoneIsReadWithAWarning) {
  ASSERT_EQ(chmod(at("old.password.txt").c_str(), 0644), 0);

  const Ran ran = run({"import", "--p12", "@old.p12", "--store", "@store", "--lang", "en"});

  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_THAT(ran.err, HasSubstr("old.password.txt; chmod 600"));

  ASSERT_EQ(chmod(at("old.password.txt").c_str(), 0640), 0);
  EXPECT_THAT(run({"import", "--p12", "@old.p12", "--store", "@store", "--lang", "en"}).err, IsEmpty());
}

TEST_F(CommandLine, NotesOfAPasswordAreInJapaneseToo) {
  ASSERT_EQ(chmod(at("old.password.txt").c_str(), 0644), 0);
  folder_.write("old.password.txt", std::string(kPassword) + " \n");

  const Ran ran = run({"import", "--p12", "@old.p12", "--store", "@store", "--lang", "ja"});

  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_THAT(ran.err, HasSubstr("前後の空白を除いて読むと証明書を開けました。"));
}

// What the store keeps is the password that opens, so that nothing has to be repaired again.
TEST_F(CommandLine, ImportKeepsTheRepairedPassword) {
  folder_.write("old.password.txt", std::string(kPassword) + "　\n");

  ASSERT_EQ(run({"import", "--p12", "@old.p12", "--store", "@store"}).exit_code, 0);

  const auto files = stored_files(folder_ / "store");
  EXPECT_THAT(files, ::testing::Contains(::testing::Pair(HasSubstr("password"), HasSubstr(std::string(kPassword)))));
  EXPECT_THAT(files, Not(::testing::Contains(::testing::Pair(::testing::_, HasSubstr("　")))));
}

}  // namespace
}  // namespace orcamo::testing

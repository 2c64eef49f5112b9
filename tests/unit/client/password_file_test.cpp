#include "orcamo/client/password_file.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <ostream>
#include <string>

#include "orcamo/testing/matchers.hpp"
#include "orcamo/testing/temporary_directory.hpp"

namespace orcamo::testing {
namespace {

using client::decode_password;
using client::read_password_file;
using pki::Errc;
using std::string_literals::operator""s;

struct Saved {
  const char* name;
  std::string octets;
  std::string password;
};
void PrintTo(const Saved& saved, std::ostream* out) { *out << saved.name; }

class SavedPassword : public ::testing::TestWithParam<Saved> {};

TEST_P(SavedPassword, IsReadAsItWasShown) {
  const auto password = decode_password(pki::as_bytes(GetParam().octets));

  ASSERT_TRUE(password.has_value()) << password.error().message();
  EXPECT_EQ(password->reveal(), GetParam().password);
}

INSTANTIATE_TEST_SUITE_P(
    Editors, SavedPassword,
    ::testing::Values(Saved{"Plain", "aB3dE6gH9k", "aB3dE6gH9k"}, Saved{"LineEnd", "aB3dE6gH9k\n", "aB3dE6gH9k"},
                      Saved{"WindowsLineEnd", "aB3dE6gH9k\r\n", "aB3dE6gH9k"},
                      Saved{"Utf8WithMark",
                            "\xef\xbb\xbf"
                            "aB3d\n",
                            "aB3d"},
                      Saved{"Utf16LittleEndian",
                            "\xff\xfe"
                            "a\0B\0\r\0\n\0"s,
                            "aB"},
                      Saved{"Utf16BigEndian", "\xfe\xff\0a\0B"s, "aB"},
                      Saved{"Utf16Surrogates", "\xff\xfe\x3d\xd8\x00\xde"s, "\xf0\x9f\x98\x80"},
                      Saved{"Spaces", " a b \n", " a b "}, Saved{"Punctuation", "a'b\"c:d$e\\\n", "a'b\"c:d$e\\"},
                      Saved{"Japanese", "医療\n", "医療"}, Saved{"Hash", "#comment\n", "#comment"}),
    [](const auto& row) { return row.param.name; });

struct Unsaved {
  const char* name;
  std::string octets;
  Errc code;
  const char* says;
};
void PrintTo(const Unsaved& unsaved, std::ostream* out) { *out << unsaved.name; }

class UnusablePasswordFile : public ::testing::TestWithParam<Unsaved> {};

TEST_P(UnusablePasswordFile, IsRefusedWithTheReason) {
  const auto password = decode_password(pki::as_bytes(GetParam().octets));

  ASSERT_TRUE(password.has_error());
  EXPECT_EQ(password.error().code(), GetParam().code);
  EXPECT_THAT(password.error().message(), ::testing::HasSubstr(GetParam().says));
  EXPECT_FALSE(password.error().hint().empty());
}

INSTANTIATE_TEST_SUITE_P(
    Mishaps, UnusablePasswordFile,
    ::testing::Values(Unsaved{"Empty", "", Errc::kPasswordFileEmpty, "empty"},
                      Unsaved{"OnlyALineEnd", "\r\n", Errc::kPasswordFileEmpty, "empty"},
                      Unsaved{"OnlyAMark", "\xff\xfe", Errc::kPasswordFileEmpty, "empty"},
                      Unsaved{"TwoLines", "a\nb\n", Errc::kPasswordFileUndecodable, "more than one line"},
                      Unsaved{"BlankLineBelow", "a\n\n", Errc::kPasswordFileUndecodable, "more than one line"},
                      Unsaved{"Utf16WithoutMark", "a\0b\0"s, Errc::kPasswordFileUndecodable, "UTF-16 without"},
                      Unsaved{"ShiftJis", "\x88\xe3\x97\xc3", Errc::kPasswordFileUndecodable, "Shift_JIS"},
                      Unsaved{"Overlong", "\xc0\x80", Errc::kPasswordFileUndecodable, "not UTF-8"},
                      Unsaved{"Surrogate", "\xed\xa0\x80", Errc::kPasswordFileUndecodable, "not UTF-8"},
                      Unsaved{"LoneSurrogate", "\xff\xfe\x3d\xd8", Errc::kPasswordFileUndecodable, "UTF-16"},
                      Unsaved{"HalfACharacter", "\xff\xfe\x61", Errc::kPasswordFileUndecodable, "UTF-16"},
                      Unsaved{"Tab", "a\tb", Errc::kPasswordFileUndecodable, "control characters"},
                      Unsaved{"WordDocument", "PK\x03\x04...", Errc::kPasswordFileUndecodable, "word processor"},
                      Unsaved{"OldWordDocument", "\xd0\xcf\x11\xe0", Errc::kPasswordFileUndecodable, "word processor"},
                      Unsaved{"RichText", "{\\rtf1}", Errc::kPasswordFileUndecodable, "rich text"},
                      Unsaved{"TooLong", std::string(4097, 'a'), Errc::kPasswordFileUndecodable, "4096"}),
    [](const auto& row) { return row.param.name; });

TEST(PasswordFile, IsReadFromDisk) {
  const TemporaryDirectory folder;

  const auto password = read_password_file(folder.write("a.txt", "aB3d\r\n"));

  ASSERT_TRUE(password.has_value());
  EXPECT_TRUE(password->equals("aB3d"));
}

TEST(PasswordFile, IsReadFromStandardInput) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  ASSERT_EQ(write(ends[1], "aB3d\n", 5), 5);
  close(ends[1]);
  const int before = dup(STDIN_FILENO);
  dup2(ends[0], STDIN_FILENO);

  const auto password = read_password_file("-");

  dup2(before, STDIN_FILENO);
  close(before);
  close(ends[0]);
  ASSERT_TRUE(password.has_value());
  EXPECT_TRUE(password->equals("aB3d"));
}

TEST(PasswordFile, ThatIsNotThereIsUnreadable) {
  const TemporaryDirectory folder;

  const auto missing = read_password_file(folder / "missing.txt");
  const auto a_folder = read_password_file(folder.path());

  ASSERT_TRUE(missing.has_error());
  EXPECT_EQ(missing.error().code(), Errc::kPasswordFileUnreadable);
  EXPECT_THAT(missing.error().message(), ::testing::HasSubstr("missing.txt"));
  ASSERT_TRUE(a_folder.has_error());
  EXPECT_EQ(a_folder.error().code(), Errc::kPasswordFileUnreadable);
}

TEST(PasswordFile, OfAnyLengthIsNotReadToItsEnd) {
  const auto endless = read_password_file("/dev/zero");

  ASSERT_TRUE(endless.has_error());
  EXPECT_EQ(endless.error().code(), Errc::kPasswordFileUndecodable);
}

}  // namespace
}  // namespace orcamo::testing

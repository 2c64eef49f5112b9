#include <gmock/gmock.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "orcamo/client/p12_inspection.hpp"
#include "orcamo/testing/temporary_directory.hpp"
#include "run_program.hpp"

namespace orcamo::tools {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::json;

class MintCommand : public ::testing::Test {
 protected:
  struct Made {
    int exit_code = -1;
    Json line;
    std::string verdict;
  };

  // Nothing of the password goes to the screen.
  Made mint(std::vector<std::string> options) {
    const auto out = folder / "out";
    options.insert(options.begin(), {ORCAMO_P12_PROGRAM, "mint", "--out", out.string()});
    options.insert(options.end(), {"--password-file", folder.write("password", "correctHorse\n").string()});
    const auto finished = mock::run_program(options, folder / "output");
    EXPECT_EQ(finished.exit_code, 0) << finished.output;
    EXPECT_EQ(finished.output.find("correctHorse"), std::string::npos);
    Made made{finished.exit_code, Json::parse(finished.output), {}};
    const std::string file = testing::read_file(made.line.at("p12").get<std::string>());
    made.verdict = client::verdict_name(
        client::inspect_pkcs12(pki::as_bytes(file), "correctHorse", client::P12Policy::kStrict).verdict);
    std::filesystem::remove_all(out);
    return made;
  }

  const testing::TemporaryDirectory folder;
};

TEST_F(MintCommand, MakesAFileOfAProfile) {
  const Made made = mint({"--profile", "openssl3", "--not-after", "2031-02-03T04:05:06Z"});

  EXPECT_EQ(made.verdict, "ok");
  EXPECT_EQ(made.line.at("not_after"), "2031-02-03T04:05:06Z");
  EXPECT_FALSE(made.line.contains("broken"));
}

TEST_F(MintCommand, BreaksAFileAndSaysWhatItsReaderShouldSay) {
  const Made made = mint({"--broken", "no-mac", "--not-after", "now+89d"});

  EXPECT_EQ(made.verdict, "mac_missing");
  EXPECT_EQ(made.line.at("broken"), "no-mac");
  EXPECT_EQ(made.line.at("verdict"), Json({{"lenient", "ok"}, {"strict", "mac_missing"}}));
}

TEST_F(MintCommand, BreaksAFileOfAnyProfile) {
  const Made made = mint({"--profile", "windows-2016", "--broken", "bad-mac", "--not-after", "now+89d"});

  EXPECT_EQ(made.verdict, "unsupported_algorithm");
  EXPECT_EQ(made.line.at("verdict"), Json({{"lenient", "bad_mac"}, {"strict", "unsupported_algorithm"}}));
}

TEST_F(MintCommand, RefusesAProfileThatLacksWhatIsToBeBroken) {
  const auto finished = mock::run_program(
      {ORCAMO_P12_PROGRAM, "mint", "--profile", "NoMAC", "--broken", "bad-mac", "--out", folder / "out"},
      folder / "output");

  EXPECT_EQ(finished.exit_code, 2);
  EXPECT_THAT(finished.output, HasSubstr("of the profile NoMAC has no MAC, so it cannot be broken as bad-mac"));
  EXPECT_FALSE(std::filesystem::exists(folder / "out"));
}

TEST_F(MintCommand, SaysWhatOpensslLacksForOldFiles) {
  const auto finished = mock::run_program({"env", "OPENSSL_MODULES=" + folder.path().string(), ORCAMO_P12_PROGRAM,
                                           "mint", "--profile", "LegacyRC2", "--out", folder / "out"},
                                          folder / "output");

  EXPECT_EQ(finished.exit_code, 7);
  EXPECT_THAT(finished.output, HasSubstr("RC2"));
  EXPECT_THAT(finished.output, HasSubstr("install OpenSSL's legacy module"));
  EXPECT_FALSE(std::filesystem::exists(folder / "out"));
}

TEST_F(MintCommand, RefusesAnUnknownProfileOrKind) {
  for (const char* option : {"--profile", "--broken"}) {
    const auto finished =
        mock::run_program({ORCAMO_P12_PROGRAM, "mint", option, "bad-luck", "--out", folder / "out"}, folder / "output");

    EXPECT_EQ(finished.exit_code, 2);
    EXPECT_THAT(finished.output, HasSubstr("\"bad-luck\" is not a"));
  }
}

TEST_F(MintCommand, RefusesWhatIsNoSeed) {
  for (const char* seed : {"-1", "99999999999999999999", "18446744073709551616", "0x10", "1.5"}) {
    const auto finished =
        mock::run_program({ORCAMO_P12_PROGRAM, "mint", "--seed", seed, "--out", folder / "out"}, folder / "output");

    EXPECT_EQ(finished.exit_code, 2) << seed;
    EXPECT_THAT(finished.output,
                HasSubstr("a whole number from 0 to 18446744073709551615, not \"" + std::string(seed)));
    EXPECT_FALSE(std::filesystem::exists(folder / "out"));
  }
  EXPECT_EQ(mint({"--seed", "18446744073709551615"}).verdict, "ok");
}

TEST_F(MintCommand, TakesAnEmptyFileForTheEmptyPassword) {
  for (const char* profile : {"Modern2023", "EmptyAsNothing", "LegacyDES-EmptyAsNothing"}) {
    for (const char* saved : {"", "\r\n", "\xef\xbb\xbf"}) {
      const auto out = folder / "out";
      const auto minted = mock::run_program({ORCAMO_P12_PROGRAM, "mint", "--profile", profile, "--out", out.string(),
                                             "--password-file", folder.write("password", saved).string()},
                                            folder / "output");
      ASSERT_EQ(minted.exit_code, 0) << minted.output;
      const Json line = Json::parse(minted.output);
      const auto inspected = mock::run_program({ORCAMO_P12_PROGRAM, "inspect", line.at("p12")}, folder / "output");

      EXPECT_EQ(testing::read_file(line.at("password_file").get<std::string>()), "");
      EXPECT_EQ(inspected.exit_code, 0) << profile << ": " << inspected.output;
      std::filesystem::remove_all(out);
    }
  }
}

// PasswordRow is what stands in a password file, and what mint says of it; empty: nothing.
struct PasswordRow {
  std::string name;
  std::string saved;
  std::string refusal;
};

class MintPassword : public MintCommand, public ::testing::WithParamInterface<PasswordRow> {};

// What is minted opens with the password file that was written beside it, or is not minted.
TEST_P(MintPassword, OpensAsItWasWrittenOrIsRefused) {
  const auto out = folder / "out";
  const auto minted = mock::run_program({ORCAMO_P12_PROGRAM, "mint", "--out", out.string(), "--password-file",
                                         folder.write("password", GetParam().saved).string()},
                                        folder / "output");

  if (!GetParam().refusal.empty()) {
    EXPECT_EQ(minted.exit_code, 2);
    EXPECT_THAT(minted.output, HasSubstr(GetParam().refusal));
    EXPECT_FALSE(std::filesystem::exists(out));
    return;
  }
  ASSERT_EQ(minted.exit_code, 0) << minted.output;
  const std::string p12 = Json::parse(minted.output).at("p12");
  const auto inspected = mock::run_program({ORCAMO_P12_PROGRAM, "inspect", p12, "--output", "json"}, folder / "output");
  EXPECT_EQ(inspected.exit_code, 0) << inspected.output;
  EXPECT_EQ(Json::parse(inspected.output).at("warnings"), Json::array());
}

INSTANTIATE_TEST_SUITE_P(
    Saved, MintPassword,
    ::testing::Values(PasswordRow{"ByteOrderMark", "\xef\xbb\xbfpass\r\n", ""},
                      PasswordRow{"SpacesAround", " pass \nnotes\n", ""},
                      PasswordRow{"LongestOfAll", std::string(4096, 'a') + "\n", ""},
                      PasswordRow{"TooLong", std::string(4097, 'a'), "has more than 4096 octets"},
                      PasswordRow{"TwoByteOrderMarks", "\xef\xbb\xbf\xef\xbb\xbfpass", "begins with U+FEFF"},
                      PasswordRow{"Utf16", std::string("\xff\xfep\0a\0", 6), "is UTF-16"},
                      PasswordRow{"Utf16WithoutMark", std::string("p\0a\0", 4), "has control characters"},
                      PasswordRow{"Tabulator", "a\tb", "has control characters"},
                      PasswordRow{"ShiftJis", "\x83\x70\x83\x58", "is not UTF-8"},
                      PasswordRow{"Document", "{\\rtf1 pass}", "begins as a document"},
                      PasswordRow{"EmptyLine", "\npass\n", "is empty"}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace orcamo::tools

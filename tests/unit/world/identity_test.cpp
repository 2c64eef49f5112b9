#include "world/identity.hpp"

#include <string>

#include "world_test_kit.hpp"

namespace orcamo::mock {
namespace {

struct Row {
  std::string name;
  std::string text;
  std::string read;  // empty: refused
};

void PrintTo(const Row& row, std::ostream* out) { *out << '"' << row.text << '"'; }

class Facility : public ::testing::TestWithParam<Row> {};

TEST_P(Facility, IsReadOrRefused) {
  const auto facility = parse_facility(GetParam().text);

  if (GetParam().read.empty()) {
    EXPECT_THAT(facility, FailsWith(Errc::kIssueFacilityMalformed));
  } else {
    EXPECT_THAT(facility, IsOkAnd(GetParam().read));
  }
}

INSTANTIATE_TEST_SUITE_P(Form, Facility,
                         ::testing::Values(Row{"Whole", "u00000042", "u00000042"},
                                           Row{"Digits", "00000042", "u00000042"}, Row{"Short", "42", "u00000042"},
                                           Row{"PrefixedShort", "u7", "u00000007"}, Row{"Empty", "", ""},
                                           Row{"OnlyPrefix", "u", ""}, Row{"NineDigits", "123456789", ""},
                                           Row{"Letter", "u0000000a", ""}, Row{"Slash", "../1", ""},
                                           Row{"FullWidth", "１", ""}),
                         [](const auto& row) { return row.param.name; });

class Client : public ::testing::TestWithParam<Row> {};

TEST_P(Client, IsReadOrRefused) {
  const auto client = parse_client(GetParam().text);

  if (GetParam().read.empty()) {
    EXPECT_THAT(client, FailsWith(Errc::kIssueFacilityMalformed));
  } else {
    EXPECT_THAT(client, IsOkAnd(GetParam().read));
  }
}

INSTANTIATE_TEST_SUITE_P(Form, Client,
                         ::testing::Values(Row{"ThreeDigits", "client012", "client012"},
                                           Row{"FourDigits", "client1234", "client1234"},
                                           Row{"Short", "7", "client007"}, Row{"FiveDigits", "12345", ""},
                                           Row{"Empty", "", ""}, Row{"OtherName", "terminal1", ""}),
                         [](const auto& row) { return row.param.name; });

TEST(FileName, HasTheServicesForm) {
  EXPECT_EQ(p12_file_name("482913", {.facility = "u00000001", .client = "client001"}),
            "482913__JP_u00000001_client001.p12");
}

TEST(FileName, HasTheManualsForm) {
  EXPECT_EQ(p12_file_name("482913", {.facility = "u00000001", .client = "client001"}, FileNameForm::kSingleUnderscore),
            "0482913_JP_u00000001_client001.p12");
}

}  // namespace
}  // namespace orcamo::mock

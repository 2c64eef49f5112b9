#include "workflow/p12_answer.hpp"

#include <gtest/gtest.h>

#include <string>

#include "orcamo/client/pkcs12.hpp"
#include "orcamo/testing/matchers.hpp"

namespace orcamo::client {
namespace {

using pki::Errc;
using testing::FailsWith;

constexpr const char* kLink = "https://localhost:8443/api/cert/token";
const std::string kFile = "\x30\x82\x01\x01rest of it";

HttpResponse named(const std::string& disposition, std::string body = kFile, unsigned status = 200) {
  HttpResponse answer{.status = status, .headers = {}, .body = std::move(body)};
  if (!disposition.empty()) answer.headers.emplace_back("Content-Disposition", disposition);
  return answer;
}

TEST(P12Answer, IsTheFileUnderItsName) {
  auto answer = named("attachment; filename=\"new.p12\"");

  const auto arrival = take_p12(answer, kLink).value();

  EXPECT_EQ(arrival.file_name, "new.p12");
  EXPECT_EQ(pki::as_text(arrival.p12), kFile);
  EXPECT_TRUE(arrival.password.empty());
}

TEST(P12Answer, HasTheNameOfItsAddressWhereItHasNone) {
  auto answer = named("");

  EXPECT_EQ(take_p12(answer, "https://localhost/a/%E8%A8%BC.p12?x=/y.p12").value().file_name, "証.p12");
}

struct Row {
  const char* name;
  HttpResponse answer;
  Errc code;
  const char* says;
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class NoFile : public ::testing::TestWithParam<Row> {};

TEST_P(NoFile, HasACodeOfItsOwn) {
  HttpResponse answer = GetParam().answer;

  const auto arrival = take_p12(answer, kLink);

  ASSERT_THAT(arrival, FailsWith(GetParam().code));
  EXPECT_THAT(arrival.error(), testing::Says(GetParam().says));
}

const std::string kName = "attachment; filename=new.p12";

INSTANTIATE_TEST_SUITE_P(
    All, NoFile,
    ::testing::Values(
        Row{"Unknown", named(kName, kFile, 404), Errc::kLinkUnknown, "404"},
        Row{"Gone", named(kName, kFile, 410), Errc::kLinkExpired, "410"},
        Row{"Forbidden", named(kName, kFile, 403), Errc::kServerRefused, "403"},
        Row{"Busy", named(kName, kFile, 503), Errc::kServerUnavailable, "503"},
        Row{"PartOfIt", named(kName, kFile, 206), Errc::kServerRefused, "206"},
        Row{"AboveTheFolder", named("x; filename=../a.p12"), Errc::kStoreNameUnsafe, "another folder"},
        Row{"AboveTheFolderInCode", named("x; filename*=UTF-8''..%2Fa.p12"), Errc::kStoreNameUnsafe, "another folder"},
        Row{"NulInTheName", named("x; filename*=UTF-8''a%00.p12"), Errc::kStoreNameUnsafe, "control"},
        Row{"NoNameAtAll", named(""), Errc::kStoreNameUnsafe, "token"},
        Row{"APage", named("", "<!DOCTYPE html><html></html>"), Errc::kP12NotP12, "HTML"},
        Row{"TooLarge", named(kName, std::string(Pkcs12Limits{}.octets + 1, '0')), Errc::kP12LimitExceeded, "1048577"}),
    [](const auto& row) { return row.param.name; });

TEST(P12Answer, MayBeAsLargeAsAFileThatIsOpened) {
  auto answer = named(kName, std::string(Pkcs12Limits{}.octets, '0'));

  EXPECT_EQ(take_p12(answer, kLink).value().p12.size(), Pkcs12Limits{}.octets);
}

}  // namespace
}  // namespace orcamo::client

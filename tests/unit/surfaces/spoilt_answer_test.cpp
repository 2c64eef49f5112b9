#include "surfaces/spoilt_answer.hpp"

#include <ostream>

#include "surface_test_kit.hpp"

namespace orcamo::mock {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

using namespace std::string_literals;

const TimePoint kNow = std::chrono::sys_days(std::chrono::year(2031) / 2 / 3);

// A right answer to a renewal, and one to a download.
Response announcement() {
  return {200,
          {{"Content-Type", "application/json"}},
          R"({"uri":"https://localhost:8443/api/cert/abc","pass":"Secret1234"})",
          {}};
}
Response file() {
  return {200,
          {{"Content-Type", "application/x-pkcs12"},
           {"Content-Disposition", R"(attachment; filename="482913__JP_u00000001_client001.p12")"}},
          "0123456789",
          {.event = Event::kCertificateFetched}};
}

Request from_localhost() {
  Request request;
  request.method = "GET";
  request.headers = {{"Host", "localhost:8443"}};
  return request;
}

Delayed::Late spoil(Response answer, const Fault& fault) {
  return spoilt(std::move(answer), fault, from_localhost(), kNow);
}
Response spoilt_response(Response answer, const Fault& fault) {
  return std::get<Response>(spoil(std::move(answer), fault));
}
std::string spoilt_octets(const Fault& fault) { return std::get<RawBytes>(spoil(file(), fault)).octets; }

struct Word {
  const char* name;
  const char* value;  // of the fault
  const char* answered;
};
void PrintTo(const Word& row, std::ostream* out) { *out << row.name; }

class SpoiltPass : public ::testing::TestWithParam<Word> {};

TEST_P(SpoiltPass, IsAnsweredAsItIs) {
  const auto answer = spoilt_response(announcement(), {.kind = FaultKind::kPass, .value = GetParam().value});

  EXPECT_EQ(json::parse(answer.body).at("pass"), json::parse(GetParam().answered));
  EXPECT_EQ(json::parse(answer.body).at("uri"), "https://localhost:8443/api/cert/abc");
}

INSTANTIATE_TEST_SUITE_P(Table, SpoiltPass,
                         ::testing::Values(Word{"Wrong", R"("Another123")", R"("Another123")"},
                                           Word{"Empty", R"("")", R"("")"}, Word{"Number", "1234567890", "1234567890"},
                                           Word{"Null", "null", "null"}, Word{"Japanese", R"("ひみつ")", R"("ひみつ")"},
                                           Word{"QuotesAndBackslash", R"("a\"\\b")", R"("a\"\\b")"}),
                         [](const auto& row) { return row.param.name; });

class SpoiltUri : public ::testing::TestWithParam<Word> {};

TEST_P(SpoiltUri, IsAnsweredWithWhatIsRightInIt) {
  const auto answer = spoilt_response(announcement(), {.kind = FaultKind::kUri, .value = GetParam().value});

  EXPECT_EQ(json::parse(answer.body).at("uri"), GetParam().answered);
  EXPECT_EQ(json::parse(answer.body).at("pass"), "Secret1234");
}

INSTANTIATE_TEST_SUITE_P(
    Table, SpoiltUri,
    ::testing::Values(Word{"Relative", "/api/cert/{token}", "/api/cert/abc"},
                      Word{"Nowhere", "https://{host}/api/cert/none", "https://localhost:8443/api/cert/none"},
                      Word{"OtherHost", "https://other.example/{token}", "https://other.example/abc"},
                      Word{"PlainHttp", "http://{host}/api/cert/{token}", "http://localhost:8443/api/cert/abc"}),
    [](const auto& row) { return row.param.name; });

TEST(SpoiltAnswer, HasNoPassWhereTheRightOneHasNone) {
  const Response refusal{409, {}, R"({"code":"issue.no_replacement"})", {}};

  EXPECT_EQ(spoilt_response(refusal, {.kind = FaultKind::kPass, .value = "1"}).body, refusal.body);
}

TEST(SpoiltAnswer, KeepsItsBodyUnderAnotherStatus) {
  const auto answer = spoilt_response(
      announcement(), {.kind = FaultKind::kStatus, .status = 302, .headers = {{"Location", "/elsewhere"}}});

  EXPECT_THAT(answer, AllOf(HasStatus(302), HasHeader("Location", "/elsewhere")));
  EXPECT_EQ(answer.body, announcement().body);
}

TEST(SpoiltAnswer, BeginsWithAByteOrderMark) {
  EXPECT_EQ(spoilt_response(announcement(), {.kind = FaultKind::kBom}).body, "\xef\xbb\xbf" + announcement().body);
}

TEST(SpoiltAnswer, IsInUtf16) {
  const Response text{200, {}, "aあ\xf0\xa0\xae\xb7\xff", {}};

  EXPECT_EQ(spoilt_response(text, {.kind = FaultKind::kUtf16}).body,
            "\xff\xfe"
            "a\x00\x42\x30\x42\xd8\xb7\xdf\xff\x00"s);
}

TEST(SpoiltAnswer, IsInBase64) {
  EXPECT_EQ(spoilt_response(file(), {.kind = FaultKind::kBase64}).body, "MDEyMzQ1Njc4OQ==");
}

// `printf a | gzip -dc` takes it, too: the CRC of "a" is 0xe8b7be43.
TEST(SpoiltAnswer, IsCompressed) {
  const Response text{200, {}, "a", {}};

  const auto answer = spoilt_response(text, {.kind = FaultKind::kGzip});

  EXPECT_THAT(answer, HasHeader("Content-Encoding", "gzip"));
  EXPECT_EQ(answer.body,
            "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff\x01\x01\x00\xfe\xff"
            "a\x43\xbe\xb7\xe8\x01\x00\x00\x00"s);
}

TEST(SpoiltAnswer, HasAnotherContentTypeOrNone) {
  EXPECT_THAT(spoilt_response(file(), {.kind = FaultKind::kContentType, .value = "text/html"}),
              HasHeader("Content-Type", "text/html"));
  EXPECT_THAT(spoilt_response(file(), {.kind = FaultKind::kContentType}), HasHeader("Content-Type", ""));
}

class SpoiltFileName : public ::testing::TestWithParam<Word> {};

TEST_P(SpoiltFileName, IsAnnounced) {
  EXPECT_THAT(spoilt_response(file(), {.kind = FaultKind::kFileName, .value = GetParam().value}),
              HasHeader("Content-Disposition", GetParam().answered));
}

INSTANTIATE_TEST_SUITE_P(Table, SpoiltFileName,
                         ::testing::Values(Word{"Suffix", "{stem} (1).p12",
                                                R"(attachment; filename="482913__JP_u00000001_client001 (1).p12")"},
                                           Word{"Quote", R"(a"b\.p12)", R"(attachment; filename="a\"b\\.p12")"},
                                           Word{"Japanese", "更新 1.p12",
                                                "attachment; filename*=UTF-8''%E6%9B%B4%E6%96%B0%201.p12"}),
                         [](const auto& row) { return row.param.name; });

TEST(SpoiltAnswer, EndsEarlyUnderTheFullLength) {
  using Of = Share::Of;
  const auto cut = [](Share share) { return spoilt_octets({.kind = FaultKind::kTruncate, .share = share}); };

  EXPECT_THAT(cut({Of::kFirst, 1}),
              AllOf(StartsWith("HTTP/1.1 200 OK\r\n"), HasSubstr("\r\nContent-Length: 10\r\n"), EndsWith("\r\n\r\n0")));
  EXPECT_THAT(cut({Of::kHalf, 0}), EndsWith("\r\n\r\n01234"));
  EXPECT_THAT(cut({Of::kAllBut, 1}), EndsWith("\r\n\r\n012345678"));
}

TEST(SpoiltAnswer, IsReset) {
  const auto late = spoil(file(), {.kind = FaultKind::kReset, .share = {Share::Of::kFirst, 2}});

  const auto& raw = std::get<RawBytes>(late);
  EXPECT_THAT(raw.octets, EndsWith("\r\n\r\n01"));
  EXPECT_EQ(raw.end, RawBytes::End::kReset);
  EXPECT_EQ(raw.status, 200U);
  EXPECT_EQ(raw.deed.event, Event::kCertificateFetched);
}

TEST(SpoiltAnswer, Drips) {
  const auto late = spoil(file(), {.kind = FaultKind::kDrip, .per_second = 100});

  EXPECT_EQ(std::get<RawBytes>(late).per_second, 100U);
  EXPECT_THAT(std::get<RawBytes>(late).octets, EndsWith("\r\n\r\n0123456789"));
}

TEST(SpoiltAnswer, ComesInChunks) {
  const auto octets = spoilt_octets({.kind = FaultKind::kChunked, .octets = 4});

  EXPECT_THAT(octets, AllOf(HasSubstr("\r\nTransfer-Encoding: chunked\r\n"), Not(HasSubstr("Content-Length")),
                            EndsWith("\r\n\r\n4\r\n0123\r\n4\r\n4567\r\n2\r\n89\r\n0\r\n\r\n")));
}

TEST(SpoiltAnswer, IsOfAnotherLengthThanItSays) {
  EXPECT_THAT(spoilt_octets({.kind = FaultKind::kContentLength, .octets = -1}),
              AllOf(HasSubstr("\r\nContent-Length: 9\r\n"), EndsWith("\r\n\r\n0123456789")));
  EXPECT_THAT(spoilt_octets({.kind = FaultKind::kContentLength, .octets = 3}), HasSubstr("\r\nContent-Length: 13\r\n"));
}

}  // namespace
}  // namespace orcamo::mock

#include "workflow/announced_file_name.hpp"

#include <gtest/gtest.h>

#include <ostream>

namespace orcamo::testing {
namespace {

struct Announcement {
  const char* name;
  const char* content_disposition;
  const char* url;
  const char* expected;
};
void PrintTo(const Announcement& announcement, std::ostream* out) { *out << announcement.content_disposition; }

class AnnouncedFileName : public ::testing::TestWithParam<Announcement> {};

TEST_P(AnnouncedFileName, IsFound) {
  EXPECT_EQ(client::announced_file_name(GetParam().content_disposition, GetParam().url), GetParam().expected);
}

constexpr const char* kUrl = "https://localhost:8443/api/cert/last.p12?t=1#x";

INSTANTIATE_TEST_SUITE_P(
    Headers, AnnouncedFileName,
    ::testing::Values(
        Announcement{"Quoted", R"(attachment; filename="482913__JP_u00000001_client001.p12")", kUrl,
                     "482913__JP_u00000001_client001.p12"},
        Announcement{"Token", "attachment;filename=a.p12", kUrl, "a.p12"},
        Announcement{"OtherCase", "ATTACHMENT ; FileName = a.p12 ; size=1", kUrl, "a.p12"},
        Announcement{"Extended", "attachment; filename*=UTF-8''%E8%A8%BC.p12", kUrl, "証.p12"},
        Announcement{"ExtendedBeforePlain", "attachment; filename=\"a.p12\"; filename*=utf-8'ja'b.p12", kUrl, "b.p12"},
        Announcement{"DamagedExtended", "attachment; filename*=UTF-8''%zz.p12; filename=a.p12", kUrl, "a.p12"},
        Announcement{"UnknownCharset", "attachment; filename*=x''b.p12; filename=a.p12", kUrl, "a.p12"},
        Announcement{"SemicolonInQuotes", R"(attachment; x="; filename=no.p12"; filename="a;b.p12")", kUrl, "a;b.p12"},
        Announcement{"EscapedQuote", R"(attachment; filename="a\"b.p12")", kUrl, "a\"b.p12"},
        Announcement{"Traversal", R"(attachment; filename="../../a.p12")", kUrl, "../../a.p12"},
        Announcement{"OpenQuote", R"(attachment; filename="a.p12)", kUrl, "last.p12"},
        Announcement{"NoName", "attachment", kUrl, "last.p12"}, Announcement{"NoHeader", "", kUrl, "last.p12"},
        Announcement{"EncodedPath", "", "https://localhost/a/%E8%A8%BC.p12", "証.p12"},
        Announcement{"EncodedSlash", "", "https://localhost/a/..%2fb.p12", "../b.p12"},
        Announcement{"PathOfNothing", "", "https://localhost/", ""}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace orcamo::testing

#include "surface_test_kit.hpp"

namespace orcamo::mock {
namespace {

using ::testing::AllOf;

struct Api {
  const char* method;
  const char* name;
  int status;
  const char* element;
  const char* result;
};

void PrintTo(const Api& api, std::ostream* out) { *out << api.name; }

class WeborcaRestTest : public SurfaceTest, public ::testing::WithParamInterface<Api> {
 protected:
  Response call(const std::string& query, const char* authorization = "Basic b3JtYXN0ZXI6b3JtYXN0ZXI=") {
    return https(GetParam().method, std::string("/api/api01rv2/") + GetParam().name + query, presented, {},
                 {{"Authorization", authorization}});
  }

  const GenerationRef presented = issue_with(days(900));
};

TEST_P(WeborcaRestTest, AnswersInJson) {
  const auto response = call("?class=01&format=json");

  EXPECT_THAT(response, AllOf(HasStatus(GetParam().status), HasHeader("Content-Type", "application/json"),
                              HasHeader("X-Hybridmode", "normal")));
  const auto fields = json::parse(response.body).at(GetParam().element);
  EXPECT_EQ(fields.at("Information_Date"), "2030-05-17");
  EXPECT_EQ(fields.at("Information_Time"), "12:00:00");
  EXPECT_EQ(fields.at("Api_Result"), GetParam().result);
  EXPECT_FALSE(fields.at("Api_Result_Message").get<std::string>().empty());
}

TEST_P(WeborcaRestTest, AnswersInXml2) {
  const auto response = call("");

  EXPECT_THAT(response, AllOf(HasStatus(GetParam().status), HasHeader("X-Hybridmode", "normal"),
                              HasHeader("Content-Type", "application/xml; charset=utf-8")));
  const std::string element = GetParam().element;
  EXPECT_THAT(response.body,
              ::testing::StartsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xmlio2>\n  <" + element +
                                    " type=\"record\">\n    <Information_Date type=\"string\">2030-05-17<"));
  EXPECT_THAT(response.body,
              ::testing::HasSubstr("<Api_Result type=\"string\">" + std::string(GetParam().result) + "</"));
  EXPECT_THAT(response.body, ::testing::EndsWith("  </" + element + ">\n</xmlio2>\n"));
}

TEST_P(WeborcaRestTest, WantsAPassword) {
  EXPECT_THAT(call("", ""), AllOf(HasStatus(401), HasHeader("Www-Authenticate", "basic realm=Restricted"),
                                  HasHeader("X-Hybridmode", "normal")));
}

INSTANTIATE_TEST_SUITE_P(Api, WeborcaRestTest,
                         ::testing::Values(Api{"POST", "system01dailyv2", 200, "system01_dailyres", "00"},
                                           Api{"POST", "acceptlstv2", 200, "acceptlstres", "21"},
                                           Api{"GET", "patientgetv2", 200, "patientinfores", "10"},
                                           Api{"POST", "medicalmodv2", 404, "apires", "404"},
                                           Api{"GET", "nothing", 404, "apires", "404"}),
                         [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace orcamo::mock

#include <fstream>
#include <ostream>
#include <regex>
#include <sstream>

#include "surface_test_kit.hpp"

namespace orcamo::mock {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class AdminFaultsTest : public SurfaceTest {
 protected:
  Response place(const std::string& order) { return admin("POST", kPath, order); }

  const std::string kPath = "/sandboxes/default/faults";
};

TEST_F(AdminFaultsTest, ArePlacedAndShownAsTheyAre) {
  const auto response =
      place(R"({"where":"download","facility":"1","times":2,"kind":"truncate","octets":-1,"delay":"5ms"})");

  EXPECT_THAT(response, AllOf(HasStatus(201), HasHeader("Location", "/__admin/sandboxes/default/faults/1")));
  EXPECT_EQ(json::parse(response.body), json::parse(R"({"id":1,"where":"download","method":null,
      "facility":"u00000001","serial":null,"after":0,"times":2,"probability":1.0,"kind":"truncate","octets":-1,
      "delay":"5ms","calls":0,"hits":0})"));
  EXPECT_EQ(admin("GET", kPath + "/1").body, response.body);
  EXPECT_EQ(json::parse(admin("GET", kPath).body).at("faults"), json::array({json::parse(response.body)}));
}

struct Detailed {
  const char* name;
  const char* order;
};
void PrintTo(const Detailed& row, std::ostream* out) { *out << row.name; }

class FaultDetail : public AdminFaultsTest, public ::testing::WithParamInterface<Detailed> {};

TEST_P(FaultDetail, ComesBackAsItWasSent) {
  const auto sent = json::parse(GetParam().order);

  const auto answered = json::parse(place(GetParam().order).body);

  for (const auto& [key, value] : sent.items()) EXPECT_EQ(answered.at(key), value) << key;
}

INSTANTIATE_TEST_SUITE_P(
    Table, FaultDetail,
    ::testing::Values(Detailed{"Answer",
                               R"({"where":"rpc","method":"end_session","kind":"answer","status":500,"body":"x",
                               "headers":{"X-A":"1"},"delay":"2000ms"})"},
                      Detailed{"Number", R"({"where":"renewal","kind":"pass","value":12})"},
                      Detailed{"Null", R"({"where":"renewal","kind":"pass","value":null})"},
                      Detailed{"Text", R"({"where":"renewal","kind":"uri","value":"/api/cert/{token}"})"},
                      Detailed{"Half", R"({"where":"download","kind":"reset","octets":"half"})"},
                      Detailed{"First", R"({"where":"download","kind":"reset","octets":1})"},
                      Detailed{"Chunk", R"({"where":"download","kind":"chunked","octets":7})"},
                      Detailed{"Length", R"({"where":"download","kind":"content-length","octets":-7})"},
                      Detailed{"Drip", R"({"where":"download","kind":"drip","per_second":7})"},
                      Detailed{"When", R"({"where":"pages","kind":"bom","after":3,"times":4,"probability":0.5})"}),
    [](const auto& row) { return row.param.name; });

class BadFault : public AdminFaultsTest, public ::testing::WithParamInterface<Detailed> {};

TEST_P(BadFault, IsRefused) {
  EXPECT_THAT(place(GetParam().order), IsProblem(400, "request.bad_value"));
  EXPECT_THAT(sandbox.faults().all(), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    Table, BadFault,
    ::testing::Values(Detailed{"Nothing", "{}"}, Detailed{"NoKind", R"({"where":"renewal"})"},
                      Detailed{"NoOctets", R"({"where":"download","kind":"truncate"})"},
                      Detailed{"NoValue", R"({"where":"renewal","kind":"pass"})"},
                      Detailed{"StatusOfADrop", R"({"where":"renewal","kind":"drop","status":500})"},
                      Detailed{"OctetsInWords", R"({"where":"download","kind":"truncate","octets":"few"})"},
                      Detailed{"DelayInWords", R"({"where":"renewal","kind":"delay","delay":"soon"})"},
                      Detailed{"HeaderWithANumber", R"({"where":"renewal","kind":"answer","headers":{"A":1}})"}),
    [](const auto& row) { return row.param.name; });

TEST_F(AdminFaultsTest, AreWhatTheHowToSays) {
  std::ifstream in(ORCAMO_FAULTS_HOWTO);
  std::ostringstream text;
  text << in.rdbuf();
  const std::string page = text.str();
  const std::regex order(R"(/faults -d '([^']*)')");
  int orders = 0;
  for (std::sregex_iterator each(page.begin(), page.end(), order); each != std::sregex_iterator(); ++each, ++orders) {
    EXPECT_THAT(place((*each)[1].str()), HasStatus(201)) << (*each)[1].str();
  }

  EXPECT_GE(orders, 14);
}

TEST_F(AdminFaultsTest, NameTheKindThatWasMeant) {
  EXPECT_THAT(place(R"({"where":"renewal","kind":"explode"})").body, HasSubstr("lose-answer"));
}

TEST_F(AdminFaultsTest, CountTheirHits) {
  const auto old = issue_with(days(30));
  place(R"({"where":"renewal","after":1,"kind":"answer","status":500})");
  for (const unsigned status : {200U, 500U, 500U}) EXPECT_EQ(https("POST", "/api/cert", old).status, status);

  const auto fault = json::parse(admin("GET", kPath + "/1").body);

  EXPECT_EQ(fault.at("calls"), 3);
  EXPECT_EQ(fault.at("hits"), 2);
}

TEST_F(AdminFaultsTest, AreDeleted) {
  for (int i = 0; i < 3; ++i) place(R"({"where":"renewal","kind":"hang"})");

  EXPECT_THAT(admin("DELETE", kPath + "/2"), HasStatus(204));
  EXPECT_THAT(admin("DELETE", kPath + "/2"), IsProblem(404, "fault.unknown"));
  EXPECT_THAT(sandbox.faults().all(), SizeIs(2));
  EXPECT_THAT(admin("DELETE", kPath), HasStatus(204));
  EXPECT_THAT(sandbox.faults().all(), IsEmpty());
}

TEST_F(AdminFaultsTest, ComeWithANewSandbox) {
  const auto made = admin("POST", "/sandboxes", R"({"id":"a1","faults":[{"where":"renewal","kind":"hang"}]})");

  EXPECT_THAT(made, HasStatus(201));
  EXPECT_THAT(world->find("a1")->faults().all(), SizeIs(1));
  EXPECT_THAT(sandbox.faults().all(), IsEmpty());
  const auto refused = admin("POST", "/sandboxes", R"({"id":"a2","faults":[{"where":"renewal","kind":"explode"}]})");
  EXPECT_THAT(refused.body, HasSubstr("fault 1"));
  EXPECT_FALSE(world->find("a2"));
}

}  // namespace
}  // namespace orcamo::mock

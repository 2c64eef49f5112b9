#include "surface_test_kit.hpp"

namespace orcamo::mock {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// …/handshakes and …/requests: what is found, and when it is answered.
class AdminJournalTest : public SurfaceTest {
 protected:
  AdminJournalTest() {
    handshake(Reason::kOk, "1", "TLSv1.2");            // 1
    request(Event::kLoginAccepted, "1", 1);            // 2
    request(Event::kPage, "1", 1);                     // 3
    handshake(Reason::kExpired, "2", "TLSv1.3");       // 4
    handshake(Reason::kNoCertificate, "", "TLSv1.3");  // 5
    request(Event::kPage, "3", 9);                     // 6
  }

  void handshake(Reason reason, std::string serial, std::string tls_version) {
    HandshakeEntry entry;
    entry.verdict = reason == Reason::kOk ? Verdict::kAccepted : Verdict::kRefused;
    entry.reason = reason;
    entry.serial = std::move(serial);
    entry.tls_version = std::move(tls_version);
    sandbox.journal().record(std::move(entry));
  }
  void request(Event event, std::string serial, std::uint64_t of_handshake) {
    RequestEntry entry;
    entry.deed.event = event;
    entry.serial = std::move(serial);
    entry.handshake = of_handshake;
    sandbox.journal().record(std::move(entry));
  }

  Reply ask(const std::string& what) {
    return admin_routes.dispatch(make("GET", "/__admin/sandboxes/default/" + what, "", {}));
  }
  static std::vector<int> ids(const Response& response) {
    std::vector<int> found;
    const auto body = json::parse(response.body);
    for (const auto& entry : body.at("entries")) found.push_back(entry.at("id"));
    return found;
  }
};

TEST_F(AdminJournalTest, SaysEverythingOfARequest) {
  sandbox.journal().clear();
  RequestEntry entry;
  entry.handshake = 5;
  entry.deed = {.event = Event::kLoginAccepted,
                .user = "ormaster",
                .issued = "482914",
                .notice = true,
                .fault = AppliedFault{3, FaultKind::kDrip}};
  entry.method = "POST";
  entry.path = "/rpc/";
  entry.status = 200;
  entry.clock = real.now();
  entry.serial = "482913";
  entry.fingerprint_sha256 = "ab";
  sandbox.journal().record(entry);

  EXPECT_EQ(
      json::parse(admin("GET", "/sandboxes/default/requests").body),
      json::parse(
          R"({"entries":[{"id":7,"sandbox":"default","handshake":5,"event":"login_accepted","method":"POST","path":"/rpc/",
                "status":200,"user":"ormaster","notice":true,"issued":"482914",
                "fault":3,"fault_kind":"drip","serial":"482913","fingerprint_sha256":"ab","clock":"2030-05-17T03:00:00Z"}],"dropped":0})"));
}

TEST_F(AdminJournalTest, SaysNullForWhatARequestDidNotHave) {
  const auto listed = json::parse(admin("GET", "/sandboxes/default/requests?since_id=5").body).at("entries").at(0);

  for (const char* key : {"status", "user", "issued", "fault", "fault_kind", "fingerprint_sha256"})
    EXPECT_TRUE(listed.at(key).is_null()) << key;
}

TEST_F(AdminJournalTest, ForetellsNoReportOfARefusalWithoutAnAlert) {
  const auto report = [this] {
    return json::parse(admin("GET", "/sandboxes/default/handshakes").body).at("entries").back().at("likely_report");
  };
  HandshakeEntry entry;
  entry.reason = Reason::kRevoked;
  entry.tls_version = "TLSv1.2";
  sandbox.journal().record(entry);
  EXPECT_TRUE(report().is_null());

  entry.alert = "certificate_revoked";
  sandbox.journal().record(entry);
  EXPECT_EQ(report(), "curl 35: the TLS handshake failed");

  entry.alert = {};
  entry.reason = Reason::kPlainHttp;
  sandbox.journal().record(entry);
  EXPECT_EQ(report(), "curl 52: empty reply from the server");
}

struct Search {
  const char* name;
  const char* target;
  std::vector<int> ids;
};
void PrintTo(const Search& row, std::ostream* out) { *out << row.target; }

class Finds : public AdminJournalTest, public ::testing::WithParamInterface<Search> {};

TEST_P(Finds, WhatIsAskedFor) {
  const auto response = std::get<Response>(ask(GetParam().target));

  ASSERT_THAT(response, HasStatus(200));
  EXPECT_EQ(ids(response), GetParam().ids);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Finds,
    ::testing::Values(Search{"All", "handshakes", {1, 4, 5}}, Search{"Verdict", "handshakes?verdict=refused", {4, 5}},
                      Search{"Reason", "handshakes?reason=expired", {4}}, Search{"Serial", "handshakes?serial=1", {1}},
                      Search{"Version", "handshakes?tls_version=TLSv1.3", {4, 5}},
                      Search{"Since", "handshakes?since_id=4", {5}},
                      Search{"Two", "handshakes?verdict=refused&serial=2", {4}},
                      Search{"Newest", "handshakes?limit=1", {5}}, Search{"Nothing", "handshakes?limit=0", {}},
                      Search{"AllRequests", "requests", {2, 3, 6}}, Search{"Event", "requests?event=page", {3, 6}},
                      Search{"Handshake", "requests?handshake=9", {6}},
                      Search{"RequestsSerial", "requests?serial=1&limit=5", {2, 3}},
                      Search{"RequestsSince", "requests?since_id=2&event=page", {3, 6}}),
    [](const auto& row) { return row.param.name; });

struct Mistake {
  const char* name;
  const char* target;
  const char* code;
};
void PrintTo(const Mistake& row, std::ostream* out) { *out << row.target; }

class Refuses : public AdminJournalTest, public ::testing::WithParamInterface<Mistake> {};

TEST_P(Refuses, WhatItCannotFindBy) {
  EXPECT_THAT(std::get<Response>(ask(GetParam().target)), IsProblem(400, GetParam().code));
}

INSTANTIATE_TEST_SUITE_P(Table, Refuses,
                         ::testing::Values(Mistake{"Key", "handshakes?event=page", "request.unknown_key"},
                                           Mistake{"RequestKey", "requests?reason=ok", "request.unknown_key"},
                                           Mistake{"Reason", "handshakes?reason=late", "request.bad_value"},
                                           Mistake{"Verdict", "handshakes?verdict=yes", "request.bad_value"},
                                           Mistake{"Version", "handshakes?tls_version=1.1", "request.bad_value"},
                                           Mistake{"Event", "requests?event=login", "request.bad_value"},
                                           Mistake{"Since", "requests?since_id=-1", "request.bad_value"},
                                           Mistake{"Limit", "requests?limit=few", "request.bad_value"},
                                           Mistake{"Wait", "requests?wait=3", "request.bad_value"},
                                           Mistake{"NoCount", "requests?wait=count:0", "request.bad_value"},
                                           Mistake{"Many", "requests?wait=count:10001", "request.bad_value"},
                                           Mistake{"Long", "requests?wait=count:1&timeout=61s", "request.bad_value"},
                                           Mistake{"Month", "requests?wait=count:1&timeout=P1M", "request.bad_value"},
                                           Mistake{"Time", "requests?wait=count:1&timeout=soon", "time.malformed"},
                                           Mistake{"Alone", "requests?timeout=1s", "request.bad_value"}),
                         [](const auto& row) { return row.param.name; });

TEST_F(AdminJournalTest, NamesTheNearestKey) {
  EXPECT_THAT(std::get<Response>(ask("handshakes?resaon=ok")).body, HasSubstr("did you mean \\\"reason\\\"?"));
}

TEST_F(AdminJournalTest, WaitsForSoManyEntries) {
  auto waiting = std::get<Waiting>(ask("requests?event=page&wait=count:3&timeout=7s"));
  EXPECT_EQ(waiting.at_most, std::chrono::seconds(7));
  int woken = 0;
  const auto watch = waiting.watch([&woken] { ++woken; });
  EXPECT_TRUE(json::parse(waiting.answer().body).at("timed_out"));

  request(Event::kLoginAccepted, "1", 1);
  EXPECT_EQ(woken, 0);
  request(Event::kPage, "1", 1);

  EXPECT_EQ(woken, 1);
  EXPECT_FALSE(json::parse(waiting.answer().body).at("timed_out"));
  EXPECT_THAT(ids(waiting.answer()), ElementsAre(3, 6, 8));
}

TEST_F(AdminJournalTest, WaitsFiveSecondsUnlessToldOtherwise) {
  EXPECT_EQ(std::get<Waiting>(ask("handshakes?wait=count:9")).at_most, std::chrono::seconds(5));
}

TEST_F(AdminJournalTest, ResetsTheJournalAlone) {
  issue_with(days(1));

  EXPECT_THAT(admin("POST", "/sandboxes/default/reset", R"({"only":"journal"})"), HasStatus(200));

  EXPECT_THAT(ids(std::get<Response>(ask("handshakes"))), IsEmpty());
  EXPECT_THAT(ids(std::get<Response>(ask("requests"))), IsEmpty());
  EXPECT_EQ(sandbox.certificates().size(), 1U);
}

TEST_F(AdminJournalTest, RefusesToResetWhatItDoesNotKnow) {
  EXPECT_THAT(admin("POST", "/sandboxes/default/reset", R"({"only":"sessions"})"), IsProblem(400, "request.bad_value"));
  EXPECT_THAT(admin("POST", "/sandboxes/default/reset", R"({"just":"journal"})"),
              IsProblem(400, "request.unknown_key"));
  EXPECT_THAT(ids(std::get<Response>(ask("handshakes"))), ElementsAre(1, 4, 5));
}

}  // namespace
}  // namespace orcamo::mock

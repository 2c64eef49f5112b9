#include <algorithm>
#include <ostream>
#include <thread>

#include "policies_test_kit.hpp"

namespace orcamo::mock {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

// What misbehaviour looks like at the other end of a real connection.
class FaultsOverTls : public ServerTest {
 protected:
  void place(Fault fault) { ASSERT_THAT(sandbox.faults().add(std::move(fault)), testing::IsOk()); }

  std::string download_line() { return "GET /api/cert/" + sandbox.request_renewal(old->credential.certificate)->token; }
  std::string file() { return std::string(pki::as_text(sandbox.certificates().back()->p12)); }

  // The newest entry about a request.
  RequestEntry entry() { return sandbox.journal().requests().back(); }

  const GenerationRef old = issue();
};

TEST_F(FaultsOverTls, EndTheBodyEarly) {
  place({.place = Place::kDownload, .kind = FaultKind::kTruncate, .share = {Share::Of::kAllBut, 1}});

  const auto answer = converse(old, download_line());

  const auto whole = file();
  EXPECT_THAT(answer, HasSubstr("\r\nContent-Length: " + std::to_string(whole.size()) + "\r\n"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\n" + whole.substr(0, whole.size() - 1)));
  EXPECT_EQ(entry().status, 200U);
  EXPECT_EQ(entry().deed.event, Event::kCertificateFetched);
  EXPECT_EQ(entry().deed.fault.value().kind, FaultKind::kTruncate);
}

TEST_F(FaultsOverTls, ResetTheConnection) {
  place({.place = Place::kDownload, .kind = FaultKind::kReset, .share = {Share::Of::kFirst, 5}});
  TlsPeer peer(server->port(), client(old));
  ASSERT_TRUE(peer.shake_hands());
  peer.send(request(download_line()));

  const auto answer = peer.receive_until("\r\n\r\n" + file().substr(0, 5));

  EXPECT_THAT(answer, EndsWith(file().substr(0, 5)));
  EXPECT_EQ(peer.transport().receive_all(), "<reset>");
}

TEST_F(FaultsOverTls, DripAllOfTheAnswer) {
  place({.place = Place::kDownload, .kind = FaultKind::kDrip, .per_second = 100'000});

  const auto answer = converse(old, download_line());

  EXPECT_THAT(answer, AllOf(StartsWith("HTTP/1.1 200 OK\r\n"), EndsWith(file())));
}

TEST_F(FaultsOverTls, SendChunks) {
  place({.place = Place::kRenewal, .kind = FaultKind::kChunked, .octets = 10});

  EXPECT_THAT(converse(old, "POST /api/cert"),
              AllOf(HasSubstr("\r\nTransfer-Encoding: chunked\r\n"), HasSubstr("\r\n\r\na\r\n{\"uri\":\"ht\r\n"),
                    EndsWith("\r\n0\r\n\r\n")));
}

TEST_F(FaultsOverTls, LoseTheAnswerOfWhatIsDone) {
  place({.times = 1, .kind = FaultKind::kLoseAnswer});

  EXPECT_EQ(converse(old, "POST /api/cert"), "");
  EXPECT_THAT(sandbox.certificates(), SizeIs(2));
  EXPECT_EQ(entry().status, 0U);
  EXPECT_EQ(entry().deed.event, Event::kRenewalRequested);
  EXPECT_THAT(converse(old, "POST /api/cert"), StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(sandbox.certificates(), SizeIs(2));
}

TEST_F(FaultsOverTls, DropBeforeAnythingIsDone) {
  place({.kind = FaultKind::kDrop, .delay = 1ms});

  EXPECT_EQ(converse(old, "POST /api/cert"), "");
  EXPECT_THAT(sandbox.certificates(), SizeIs(1));
  EXPECT_EQ(entry().deed.event, Event::kFault);
}

TEST_F(FaultsOverTls, DelayTheAnswer) {
  place({.kind = FaultKind::kDelay, .delay = 20ms});

  EXPECT_THAT(converse(old, "POST /api/cert"), StartsWith("HTTP/1.1 200 OK\r\n"));
}

TEST_F(FaultsOverTls, KeepTheConnectionWhereTheAnswerIsWhole) {
  place({.times = 1, .kind = FaultKind::kAnswer, .status = 500});
  TlsPeer peer(server->port(), client(old));
  ASSERT_TRUE(peer.shake_hands());

  peer.send(request("POST /api/cert", "", true));
  EXPECT_THAT(peer.receive_until("\r\n\r\n"), StartsWith("HTTP/1.1 500 "));
  peer.send(request("POST /api/cert"));
  EXPECT_THAT(peer.receive_all(), StartsWith("HTTP/1.1 200 OK\r\n"));
}

class DroppedHandshake : public FaultsOverTls, public ::testing::WithParamInterface<int> {};

TEST_P(DroppedHandshake, EndsWithoutAnAlert) {
  place({.place = Place::kHandshake, .facility = old->identity.facility, .times = 1, .kind = FaultKind::kDrop});
  TlsPeer peer(server->port(), client(old, GetParam()));
  peer.shake_hands();

  EXPECT_EQ(peer.receive_all(), "");
  EXPECT_EQ(peer.alert(), -1);
  ASSERT_THAT(journal(), SizeIs(1));
  EXPECT_EQ(journal().front().verdict, Verdict::kRefused);
  EXPECT_EQ(journal().front().reason, Reason::kAborted);
  EXPECT_THAT(journal().front().detail, HasSubstr("fault 1"));
  EXPECT_THAT(converse(old, "GET /"), StartsWith("HTTP/1.1 200 OK\r\n"));
}

INSTANTIATE_TEST_SUITE_P(TlsVersions, DroppedHandshake, ::testing::Values(TLS1_2_VERSION, TLS1_3_VERSION),
                         [](const auto& row) { return row.param == TLS1_2_VERSION ? "Tls12" : "Tls13"; });

struct Unfinished {
  const char* name;
  Fault fault;
  const char* comes;  // what the peer has read in the end begins so
};
void PrintTo(const Unfinished& row, std::ostream* out) { *out << row.name; }

class StoppingServer : public FaultsOverTls, public ::testing::WithParamInterface<Unfinished> {
 protected:
  void wait_for_the_request() {
    while (sandbox.faults().all().front().hits == 0) std::this_thread::yield();
  }
};

// A delayed answer comes when the server stops: it is neither waited for nor lost.
TEST_P(StoppingServer, WaitsForNoFault) {
  place(GetParam().fault);
  TlsPeer peer(server->port(), client(old));
  ASSERT_TRUE(peer.shake_hands());
  peer.send(request("POST /api/cert"));
  wait_for_the_request();

  server->stop();

  EXPECT_THAT(peer.receive_all(), StartsWith(GetParam().comes));
}

INSTANTIATE_TEST_SUITE_P(
    Table, StoppingServer,
    ::testing::Values(Unfinished{"Hang", {.kind = FaultKind::kHang}, ""},
                      Unfinished{"Delay", {.kind = FaultKind::kDelay, .delay = 10min}, "HTTP/1.1 200 OK\r\n"},
                      Unfinished{"Drip", {.kind = FaultKind::kDrip, .per_second = 1}, ""},
                      Unfinished{"DelayedDrop", {.kind = FaultKind::kDrop, .delay = 10min}, ""}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace orcamo::mock

#include <ostream>
#include <tuple>

#include "policies_test_kit.hpp"

namespace orcamo::mock {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::StartsWith;

struct Cause {
  const char* name;
  Reason reason;
  int alert12;
  int alert13;
  const char* page;  // of nginx
};

void PrintTo(const Cause& cause, std::ostream* out) { *out << cause.name; }

constexpr const char* kNone = "No required SSL certificate was sent";
constexpr const char* kBad = "The SSL certificate error";

using Case = std::tuple<Cause, const char*, int>;

class PersonaTest : public ServerTest, public ::testing::WithParamInterface<Case> {
 protected:
  const Cause& cause() const { return std::get<0>(GetParam()); }
  std::string persona() const { return std::get<1>(GetParam()); }
  int version() const { return std::get<2>(GetParam()); }

  GenerationRef presented() {
    switch (cause().reason) {
      case Reason::kUnknownCa:
        return Sandbox::create({.id = "other"}, clock).value()->issue({}).value();
      case Reason::kExpired:
        return issue(pki::Seconds(-1));
      case Reason::kNotYetValid: {
        IssueRequest order;
        order.not_before = clock.now() + pki::Seconds(1);
        return sandbox.issue(std::move(order)).value();
      }
      case Reason::kRevoked: {
        const auto revoked = issue();
        EXPECT_THAT(sandbox.revoke(revoked->credential.certificate.serial()), testing::IsOk());
        return revoked;
      }
      default:
        return nullptr;
    }
  }
};

TEST_P(PersonaTest, RefusesInItsOwnWay) {
  set("persona", persona());
  const auto by = presented();
  TlsPeer peer(server->port(), client(by, version()));

  if (peer.shake_hands()) peer.send(request("GET /"));
  const std::string answer = peer.receive_all();

  const int expected_alert = version() == TLS1_2_VERSION ? cause().alert12 : cause().alert13;
  EXPECT_EQ(peer.alert(), persona() == "alert" ? expected_alert : -1);
  if (persona() == "http-400") {
    EXPECT_THAT(answer, AllOf(StartsWith("HTTP/1.1 400 Bad Request\r\n"), HasSubstr("Connection: close\r\n"),
                              HasSubstr("<center>" + std::string(cause().page) + "</center>")));
  } else if (persona() == "http-403") {
    EXPECT_THAT(answer, AllOf(StartsWith("HTTP/1.1 403 Forbidden\r\n"), EndsWith("\r\n\r\nNOT PERMITTED CERTIFICATE")));
  } else {
    EXPECT_EQ(answer, "");
  }
  const bool has_answered = persona().starts_with("http-");
  ASSERT_THAT(sandbox.journal().requests(), SizeIs(has_answered ? 1 : 0));
  if (has_answered) {
    EXPECT_EQ(event_name(sandbox.journal().requests().front().deed.event), "certificate_refused");
  }
  ASSERT_THAT(journal(), SizeIs(1));
  const auto entry = journal().front();
  EXPECT_EQ(entry.verdict, Verdict::kRefused);
  EXPECT_EQ(reason_name(entry.reason), reason_name(cause().reason));
  EXPECT_EQ(entry.alert.empty(), persona() != "alert") << entry.alert;
  EXPECT_EQ(entry.tls_version, version() == TLS1_2_VERSION ? "TLSv1.2" : "TLSv1.3");
  EXPECT_EQ(entry.serial, by ? by->credential.certificate.serial() : "");
}

INSTANTIATE_TEST_SUITE_P(Table, PersonaTest,
                         ::testing::Combine(::testing::Values(Cause{"None", Reason::kNoCertificate, 40, 116, kNone},
                                                              Cause{"ForeignCa", Reason::kUnknownCa, 48, 48, kBad},
                                                              Cause{"Expired", Reason::kExpired, 45, 45, kBad},
                                                              Cause{"NotYetValid", Reason::kNotYetValid, 42, 42, kBad},
                                                              Cause{"Revoked", Reason::kRevoked, 44, 44, kBad}),
                                            ::testing::Values("alert", "http-400", "http-403", "drop"),
                                            ::testing::Values(TLS1_2_VERSION, TLS1_3_VERSION)),
                         [](const auto& row) {
                           std::string persona = std::get<1>(row.param);
                           std::erase(persona, '-');
                           return std::get<0>(row.param).name + ("_" + persona) +
                                  (std::get<2>(row.param) == TLS1_2_VERSION ? "_Tls12" : "_Tls13");
                         });

class PersonaChange : public ServerTest {};

TEST_F(PersonaChange, IsObeyedByTheVeryNextHandshake) {
  set("persona", "http-403");
  EXPECT_THAT(converse(nullptr, "GET /"), StartsWith("HTTP/1.1 403 "));

  set("persona", "http-400");
  EXPECT_THAT(converse(nullptr, "GET /"), StartsWith("HTTP/1.1 400 "));

  set("persona", "alert");
  EXPECT_EQ(converse(nullptr, "GET /"), "");
}

TEST_F(PersonaChange, IsObeyedByTheNextRequestOnAnOpenConnection) {
  const auto mine = issue();
  TlsPeer peer(server->port(), client(mine));
  ASSERT_TRUE(peer.shake_hands());
  peer.send(request("GET /", "", true));
  ASSERT_THAT(peer.receive_until("</html>"), StartsWith("HTTP/1.1 200 "));

  ASSERT_THAT(sandbox.revoke(mine->credential.certificate.serial()), testing::IsOk());
  set("persona", "http-400");
  peer.send(request("GET /", "", true));

  EXPECT_THAT(peer.receive_all(), AllOf(HasSubstr("HTTP/1.1 400 Bad Request"), HasSubstr(kBad)));
}

TEST_F(PersonaChange, JournalsWhatItRefusesOnAnOpenConnection) {
  const std::pair<const char*, unsigned> answers[]{{"alert", 403}, {"http-400", 400}, {"http-403", 403}, {"drop", 0}};
  for (const auto& [persona, status] : answers) {
    set("persona", persona);
    const auto mine = issue();
    TlsPeer peer(server->port(), client(mine));
    ASSERT_TRUE(peer.shake_hands());
    // In TLS 1.3 the server may not have seen the certificate before it answers.
    peer.send(request("HEAD /", "", true));
    ASSERT_THAT(peer.receive_until("\r\n\r\n"), StartsWith("HTTP/1.1 200 ")) << persona;
    ASSERT_THAT(sandbox.revoke(mine->credential.certificate.serial()), testing::IsOk());
    peer.send(request("GET /", "", true));
    peer.receive_all();

    const auto entry = sandbox.journal().requests().back();
    EXPECT_EQ(event_name(entry.deed.event), "certificate_refused") << persona;
    EXPECT_EQ(entry.status, status) << persona;
    EXPECT_EQ(entry.path, "/") << persona;
    EXPECT_EQ(entry.serial, mine->credential.certificate.serial()) << persona;
    EXPECT_EQ(entry.handshake, journal().back().id) << persona;
    EXPECT_EQ(journal().back().verdict, Verdict::kAccepted) << persona;
  }
}

TEST_F(PersonaChange, LeavesAcceptedCertificatesAlone) {
  for (const char* const persona : {"alert", "http-400", "http-403", "drop"}) {
    set("persona", persona);
    EXPECT_THAT(converse(issue(), "GET /"), StartsWith("HTTP/1.1 200 ")) << persona;
  }
}

}  // namespace
}  // namespace orcamo::mock

#include <ostream>

#include "policies_test_kit.hpp"

namespace orcamo::mock {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::StartsWith;

class ResumptionTest : public ServerTest, public ::testing::WithParamInterface<int> {
 protected:
  // One whole connection, and the session that it leaves behind.
  SslSession session_of(const GenerationRef& by) {
    TlsPeer peer(server->port(), client(by, GetParam()));
    EXPECT_TRUE(peer.shake_hands());
    peer.send(request("GET /"));
    EXPECT_THAT(peer.receive_all(), ::testing::Not(::testing::IsEmpty()));
    return peer.client().session();
  }

  struct Seen {
    bool resumed;
    int alert;
    std::string answer;
  };
  Seen resume(const GenerationRef& by, SSL_SESSION* session) {
    TlsPeer peer(server->port(), client(by, GetParam(), session));
    if (peer.shake_hands()) peer.send(request("GET /"));
    std::string answer = peer.receive_all();
    return {peer.client().has_resumed(), peer.alert(), std::move(answer)};
  }

  void expire() { clock.advance(pki::days(30) + pki::Seconds(1)); }
  HandshakeEntry last() { return journal().back(); }

  const GenerationRef mine = issue();
};

TEST_P(ResumptionTest, IsOffUnlessAskedFor) {
  const auto session = session_of(mine);

  const auto seen = resume(mine, session.get());

  EXPECT_FALSE(seen.resumed);
  EXPECT_THAT(seen.answer, StartsWith("HTTP/1.1 200 "));
  EXPECT_FALSE(last().resumed);
}

TEST_P(ResumptionTest, ResumesWhileTheCertificateIsGood) {
  for (const char* const policy : {"strict", "lenient"}) {
    set("resumption", policy);
    const auto session = session_of(mine);

    const auto seen = resume(mine, session.get());

    EXPECT_TRUE(seen.resumed) << policy;
    EXPECT_THAT(seen.answer, StartsWith("HTTP/1.1 200 ")) << policy;
    EXPECT_TRUE(last().resumed) << policy;
    EXPECT_EQ(last().verdict, Verdict::kAccepted) << policy;
    EXPECT_EQ(last().serial, mine->credential.certificate.serial()) << policy;
  }
}

TEST_P(ResumptionTest, OffRefusesAfterExpiryByTheHandshake) {
  const auto session = session_of(mine);
  expire();

  const auto seen = resume(mine, session.get());

  EXPECT_EQ(seen.alert, SSL_AD_CERTIFICATE_EXPIRED);
  EXPECT_EQ(last().reason, Reason::kExpired);
  EXPECT_FALSE(last().resumed);
}

TEST_P(ResumptionTest, StrictRefusesAfterExpiryOnTheNextRequest) {
  set("resumption", "strict");
  const auto session = session_of(mine);
  expire();

  const auto seen = resume(mine, session.get());

  EXPECT_TRUE(seen.resumed);
  EXPECT_THAT(seen.answer, StartsWith("HTTP/1.1 403 "));
  EXPECT_EQ(last().reason, Reason::kExpired);
  EXPECT_EQ(last().code, X509_V_ERR_CERT_HAS_EXPIRED);
  EXPECT_EQ(last().verdict, Verdict::kRefused);
  EXPECT_TRUE(last().resumed);
}

TEST_P(ResumptionTest, LenientAcceptsAfterExpiry) {
  set("resumption", "lenient");
  const auto session = session_of(mine);
  expire();

  const auto seen = resume(mine, session.get());

  EXPECT_TRUE(seen.resumed);
  EXPECT_THAT(seen.answer, StartsWith("HTTP/1.1 200 "));
  EXPECT_EQ(last().reason, Reason::kOk);
  EXPECT_TRUE(last().resumed);
}

TEST_P(ResumptionTest, MakesNoMoreOfACertificateThatMayOnlyRenewItself) {
  set("resumption", "lenient");
  set("renew_after_expiry", "always");
  expire();
  const auto session = session_of(mine);

  const auto seen = resume(mine, session.get());

  EXPECT_FALSE(seen.resumed);
  EXPECT_THAT(seen.answer, StartsWith("HTTP/1.1 403 "));
}

TEST_P(ResumptionTest, LenientRefusesAFullHandshakeAfterExpiry) {
  set("resumption", "lenient");
  session_of(mine);
  expire();

  EXPECT_EQ(resume(mine, nullptr).alert, SSL_AD_CERTIFICATE_EXPIRED);
}

TEST_P(ResumptionTest, StrictRefusesWhatWasRevoked) {
  set("resumption", "strict");
  const auto session = session_of(mine);
  ASSERT_THAT(sandbox.revoke(mine->credential.certificate.serial()), testing::IsOk());

  EXPECT_THAT(resume(mine, session.get()).answer, StartsWith("HTTP/1.1 403 "));
  EXPECT_EQ(last().reason, Reason::kRevoked);
}

TEST_P(ResumptionTest, EndsWithTheVeryNextHandshakeWhenItIsTurnedOff) {
  set("resumption", "lenient");
  const auto session = session_of(mine);
  set("resumption", "off");

  EXPECT_FALSE(resume(mine, session.get()).resumed);
}

TEST_P(ResumptionTest, DoesNotResumeARefusal) {
  set("resumption", "lenient");
  set("persona", "http-400");
  const auto revoked = issue();
  ASSERT_THAT(sandbox.revoke(revoked->credential.certificate.serial()), testing::IsOk());
  const auto session = session_of(revoked);

  const auto seen = resume(revoked, session.get());

  EXPECT_FALSE(seen.resumed);
  EXPECT_THAT(seen.answer, StartsWith("HTTP/1.1 400 "));
  EXPECT_EQ(last().reason, Reason::kRevoked);
}

TEST_P(ResumptionTest, RefusesByThePersona) {
  set("resumption", "strict");
  set("persona", "http-400");
  const auto session = session_of(mine);
  expire();

  const auto seen = resume(mine, session.get());

  EXPECT_TRUE(seen.resumed);
  EXPECT_THAT(seen.answer, AllOf(StartsWith("HTTP/1.1 400 "), HasSubstr("The SSL certificate error")));
}

INSTANTIATE_TEST_SUITE_P(Versions, ResumptionTest, ::testing::Values(TLS1_2_VERSION, TLS1_3_VERSION),
                         [](const auto& row) { return row.param == TLS1_2_VERSION ? "Tls12" : "Tls13"; });

struct KeptAlive {
  const char* name;
  const char* resumption;  // null: the default
  int version;
  const char* after;  // beginning of the answer past notAfter
};

void PrintTo(const KeptAlive& row, std::ostream* out) { *out << row.name; }

class KeepAliveAcrossNotAfter : public ServerTest, public ::testing::WithParamInterface<KeptAlive> {
 protected:
  KeepAliveAcrossNotAfter() {
    if (GetParam().resumption) set("resumption", GetParam().resumption);
  }

  static std::string ask(TlsPeer& peer, const std::string& line, std::string_view body = "") {
    peer.send(request(line, body, true));
    return peer.receive_until("\r\n\r\n");
  }

  // The beginning of the answer to `line` on a connection that was opened, and used, before the end.
  std::string ask_past_the_end(const std::string& line, std::string_view body) {
    const auto by = issue();
    TlsPeer peer(server->port(), client(by, GetParam().version));
    EXPECT_TRUE(peer.shake_hands());
    EXPECT_THAT(ask(peer, "HEAD /"), StartsWith("HTTP/1.1 200 "));
    clock.advance(pki::days(30) + pki::Seconds(1));
    return ask(peer, line, body);
  }
  Event last_event() { return sandbox.journal().requests().back().deed.event; }
  bool is_lenient() const { return std::string_view(GetParam().after).ends_with("200 "); }
};

TEST_P(KeepAliveAcrossNotAfter, IsJudgedAsThePolicySays) {
  const auto mine = issue();
  TlsPeer peer(server->port(), client(mine, GetParam().version));
  ASSERT_TRUE(peer.shake_hands());

  clock.advance(pki::days(30));
  EXPECT_THAT(ask(peer, "HEAD /"), StartsWith("HTTP/1.1 200 "));
  clock.advance(pki::Seconds(1));
  EXPECT_THAT(ask(peer, "HEAD /"), StartsWith(GetParam().after));

  EXPECT_THAT(journal(), SizeIs(1));
}

TEST_P(KeepAliveAcrossNotAfter, LogsInOnlyWhereTheVerdictStands) {
  const std::string answer = ask_past_the_end("POST /login", "user=ormaster&password=ormaster");

  EXPECT_THAT(answer, StartsWith(is_lenient() ? "HTTP/1.1 303 " : GetParam().after));
  EXPECT_EQ(event_name(last_event()), is_lenient() ? "login_accepted" : "certificate_refused");
}

TEST_P(KeepAliveAcrossNotAfter, RenewsOnlyWhereTheVerdictStands) {
  const std::string answer = ask_past_the_end("POST /api/cert", "{}");

  EXPECT_THAT(answer, StartsWith(GetParam().after));
  EXPECT_EQ(event_name(last_event()), is_lenient() ? "renewal_requested" : "certificate_refused");
  EXPECT_THAT(sandbox.certificates(), SizeIs(is_lenient() ? 2 : 1));
}

INSTANTIATE_TEST_SUITE_P(Policy, KeepAliveAcrossNotAfter,
                         ::testing::Values(KeptAlive{"DefaultTls12", nullptr, TLS1_2_VERSION, "HTTP/1.1 403 "},
                                           KeptAlive{"DefaultTls13", nullptr, TLS1_3_VERSION, "HTTP/1.1 403 "},
                                           KeptAlive{"OffTls12", "off", TLS1_2_VERSION, "HTTP/1.1 403 "},
                                           KeptAlive{"OffTls13", "off", TLS1_3_VERSION, "HTTP/1.1 403 "},
                                           KeptAlive{"StrictTls12", "strict", TLS1_2_VERSION, "HTTP/1.1 403 "},
                                           KeptAlive{"StrictTls13", "strict", TLS1_3_VERSION, "HTTP/1.1 403 "},
                                           KeptAlive{"LenientTls12", "lenient", TLS1_2_VERSION, "HTTP/1.1 200 "},
                                           KeptAlive{"LenientTls13", "lenient", TLS1_3_VERSION, "HTTP/1.1 200 "}),
                         [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace orcamo::mock

#include <tuple>

#include "orcamo/testing/relay.hpp"
#include "transport_test.hpp"

namespace orcamo::client {
namespace {

using testing::Pieces;
using testing::Relay;

// What arrives in pieces is put together, in the handshake too: a flight may come in several records, and a record in
// several reads.
class InPieces : public TransportTest, public ::testing::WithParamInterface<std::tuple<int, Pieces>> {
 protected:
  ServerSide side() const {
    ServerSide out = server_side(std::get<0>(GetParam()), std::get<0>(GetParam()));
    out.wants_certificate = true;
    out.fragment = 512;  // the least; a certificate message is longer
    return out;
  }
};

std::string row_name(const ::testing::TestParamInfo<InPieces::ParamType>& row) {
  const Pieces pieces = std::get<1>(row.param);
  return std::string(std::get<0>(row.param) == TLS1_2_VERSION ? "Tls12" : "Tls13") +
         (pieces == Pieces::kOctets    ? "Octets"
          : pieces == Pieces::kRecords ? "Records"
                                       : "AsTheyCome");
}

INSTANTIATE_TEST_SUITE_P(Table, InPieces,
                         ::testing::Combine(::testing::Values(TLS1_2_VERSION, TLS1_3_VERSION),
                                            ::testing::Values(Pieces::kAsTheyCome, Pieces::kOctets, Pieces::kRecords)),
                         row_name);

TEST_P(InPieces, AnExchangeIsWhole) {
  const std::string body(5'000, 'x');
  ScriptedServer server(side(), answers(answer(body)));
  const Relay relay(server.port(), std::get<1>(GetParam()));
  HttpsTransport transport(trusting(), clock);
  const auto credential = client_credential();

  const auto response = transport.exchange(post(relay.url(), body), &credential);

  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->body, body);
  const Pieces pieces = std::get<1>(GetParam());
  EXPECT_GT(relay.pieces_written(), pieces == Pieces::kOctets ? 10'000 : pieces == Pieces::kRecords ? 10 : 0);
}

TEST_P(InPieces, ARefusalIsStillNamed) {
  ServerSide refusing = side();
  refusing.verdict = X509_V_ERR_CERT_HAS_EXPIRED;
  ScriptedServer server(refusing, answers(answer("")));
  const Relay relay(server.port(), std::get<1>(GetParam()));
  HttpsTransport transport(trusting(), clock);
  const auto credential = client_credential();

  EXPECT_THAT(transport.exchange(get(relay.url()), &credential), FailsWith(Errc::kCertificateExpired));
}

}  // namespace
}  // namespace orcamo::client

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "orcamo/testing/mock_server.hpp"

// What becomes of every shape of certificate in the hands of the client.
namespace orcamo::mock {

inline void PrintTo(const CertificateShape& shape, std::ostream* out) { *out << shape.name; }

}  // namespace orcamo::mock

namespace orcamo::e2e {
namespace {

using mock::CertificateShape;
using testing::FailsWith;
using ::testing::SizeIs;

class ClientsShapes : public ::testing::TestWithParam<CertificateShape> {};

TEST_P(ClientsShapes, LogInWhereTheTableLetsThem) {
  const CertificateShape& shape = GetParam();
  testing::MockServer server;
  const auto sandbox = server.add_sandbox();
  const auto odd = sandbox.issue({.shape = shape.name});

  const auto login = sandbox.log_in(odd);

  // The client itself does not present what is that weak.
  if (shape.reason == "weak_key" || shape.reason == "weak_signature") {
    EXPECT_THAT(login, FailsWith(pki::Errc::kKeyUnsupported));
    EXPECT_THAT(sandbox.handshakes(), SizeIs(0));
    return;
  }
  EXPECT_EQ(login.has_value(), shape.reason == "ok") << ::testing::PrintToString(login);
  ASSERT_THAT(sandbox.handshakes(), SizeIs(1));
  EXPECT_EQ(mock::reason_name(sandbox.handshakes()[0].reason), shape.reason);
}

INSTANTIATE_TEST_SUITE_P(Shape, ClientsShapes,
                         ::testing::ValuesIn(mock::certificate_shapes().begin(), mock::certificate_shapes().end()),
                         [](const auto& row) {
                           std::string name(row.param.name);
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace orcamo::e2e

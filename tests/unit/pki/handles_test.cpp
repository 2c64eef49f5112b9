#include "orcamo/pki/openssl/handles.hpp"

#include <gmock/gmock.h>
#include <openssl/err.h>

#include "orcamo/testing/matchers.hpp"

namespace orcamo::pki {
namespace {

using ::testing::AllOf;
using testing::FailsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TEST(TakeError, TellsTheFirstReasonAndDrainsTheQueue) {
  ERR_raise(ERR_LIB_PKCS12, PKCS12_R_DECODE_ERROR);
  ERR_raise(ERR_LIB_PKCS12, PKCS12_R_MAC_VERIFY_FAILURE);

  const Error error = take_error(Errc::kP12Malformed, "opening a.p12");

  EXPECT_EQ(error.code(), Errc::kP12Malformed);
  EXPECT_THAT(error.message(),
              AllOf(StartsWith("opening a.p12"), HasSubstr("decode error"), Not(HasSubstr("mac verify failure"))));
  EXPECT_EQ(ERR_peek_error(), 0U);
}

TEST(TakeError, DoesWithoutAReason) {
  const Error error = take_error(Errc::kCryptoFailed, "signing");

  EXPECT_THAT(error.message(), StartsWith("signing"));
}

TEST(NativeAccess, WrapsNoNothing) {
  EXPECT_THAT(NativeAccess::wrap(X509Handle()), FailsWith(Errc::kCertificateMalformed));
  EXPECT_THAT(NativeAccess::wrap(PKey()), FailsWith(Errc::kKeyMalformed));
}

TEST(Contents, AreWhatABioCollected) {
  const Bio bio(BIO_new(BIO_s_mem()));
  EXPECT_EQ(contents(bio.get()), "");

  BIO_write(bio.get(), "a\0b", 3);

  EXPECT_EQ(contents(bio.get()), std::string("a\0b", 3));
}

}  // namespace
}  // namespace orcamo::pki

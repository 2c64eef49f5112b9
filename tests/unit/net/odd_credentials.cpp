#include "odd_credentials.hpp"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include <array>
#include <stdexcept>

#include "authority/certificate_builder.hpp"

namespace orcamo::mock {
namespace {

void must(bool done, const char* what) {
  if (!done) throw std::runtime_error(pki::take_error(pki::Errc::kCryptoFailed, what).message());
}

inline void free_builder(OSSL_PARAM_BLD* builder) noexcept { OSSL_PARAM_BLD_free(builder); }
inline void free_params(OSSL_PARAM* params) noexcept { OSSL_PARAM_free(params); }
using ParamBuilder = pki::Handle<OSSL_PARAM_BLD, free_builder>;
using Params = pki::Handle<OSSL_PARAM, free_params>;

pki::X509Handle copy(const pki::Certificate& certificate) {
  return pki::X509Handle(X509_dup(pki::NativeAccess::native(certificate)));
}

CertificatePlan client_plan(pki::Validity validity) {
  return {.serial = {1},
          .subject = {{"CN", "client001"}},
          .validity = validity,
          .extensions = {{"extendedKeyUsage", "clientAuth"}}};
}

}  // namespace

pki::X509Handle with_broken_signature(const pki::Credential& good) {
  auto certificate = copy(good.certificate);
  const ASN1_BIT_STRING* signature = nullptr;
  X509_get0_signature(&signature, nullptr, certificate.get());
  const_cast<ASN1_BIT_STRING*>(signature)->data[signature->length - 1] ^= 1;
  return certificate;
}

pki::X509Handle with_broken_encoding(const pki::Credential& good) {
  auto certificate = copy(good.certificate);
  const X509_ALGOR* algorithm = nullptr;
  X509_get0_signature(nullptr, &algorithm, certificate.get());
  // A SEQUENCE that promises more octets than there are.
  constexpr std::array<unsigned char, 2> kCutOff{0x30, 0x7f};
  ASN1_STRING* const octets = ASN1_STRING_type_new(V_ASN1_OTHER);
  must(octets && ASN1_STRING_set(octets, kCutOff.data(), kCutOff.size()) == 1, "ASN1_STRING_set");
  ASN1_TYPE* const parameter = ASN1_TYPE_new();
  must(parameter != nullptr, "ASN1_TYPE_new");
  ASN1_TYPE_set(parameter, V_ASN1_OTHER, octets);
  const_cast<X509_ALGOR*>(algorithm)->parameter = parameter;
  return certificate;
}

namespace {

pki::BigNumber number_of(EVP_PKEY* key, const char* name) {
  BIGNUM* number = nullptr;
  must(EVP_PKEY_get_bn_param(key, name, &number) == 1, name);
  return pki::BigNumber(number);
}

pki::PKey key_of(const char* type, const ParamBuilder& builder) {
  const Params params(OSSL_PARAM_BLD_to_param(builder.get()));
  const pki::PKeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* made = nullptr;
  must(EVP_PKEY_fromdata_init(context.get()) == 1 &&
           EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_KEYPAIR, params.get()) == 1,
       "joining the halves");
  return pki::PKey(made);
}

pki::PKey rsa_key_with_the_public_half_of(EVP_PKEY* claimed) {
  const pki::PKey other(EVP_RSA_gen(2048));
  const auto modulus = number_of(claimed, OSSL_PKEY_PARAM_RSA_N);
  const auto exponent = number_of(claimed, OSSL_PKEY_PARAM_RSA_E);
  const auto secret = number_of(other.get(), OSSL_PKEY_PARAM_RSA_D);
  const ParamBuilder builder(OSSL_PARAM_BLD_new());
  must(OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get()) == 1, "modulus");
  must(OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get()) == 1, "exponent");
  must(OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_D, secret.get()) == 1, "secret");
  return key_of("RSA", builder);
}

}  // namespace

pki::PKey key_with_the_public_half_of(const pki::Certificate& certificate) {
  EVP_PKEY* const claimed = X509_get0_pubkey(pki::NativeAccess::native(certificate));
  if (EVP_PKEY_is_a(claimed, "RSA")) return rsa_key_with_the_public_half_of(claimed);
  const pki::PKey other(EVP_EC_gen("P-256"));
  std::array<unsigned char, 65> point{};
  std::size_t length = 0;
  must(EVP_PKEY_get_octet_string_param(claimed, OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size(), &length) == 1,
       "public key");
  const auto secret = number_of(other.get(), OSSL_PKEY_PARAM_PRIV_KEY);
  const ParamBuilder builder(OSSL_PARAM_BLD_new());
  must(OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) == 1, "group");
  must(OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), length) == 1, "public");
  must(OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, secret.get()) == 1, "private");
  return key_of("EC", builder);
}

pki::PrivateKey short_key() { return pki::NativeAccess::wrap(pki::PKey(EVP_RSA_gen(1024))).value(); }

pki::Credential self_signed(pki::Validity validity) {
  const auto key = pki::PrivateKey::generate(pki::KeyType::kP256).value();
  return {.certificate = self_sign_certificate(client_plan(validity), key).value(), .key = key, .chain = {}};
}

pki::Credential signed_by_a_namesake_of(const pki::Certificate& authority, pki::Validity validity) {
  const auto its_key = pki::PrivateKey::generate(pki::KeyType::kP256).value();
  EVP_PKEY* const native = pki::NativeAccess::native(its_key);
  auto namesake = copy(authority);
  must(X509_set_pubkey(namesake.get(), native) == 1 && X509_sign(namesake.get(), native, EVP_sha256()) > 0, "namesake");
  const pki::Certificate issuer = pki::NativeAccess::wrap(std::move(namesake)).value();

  const auto key = pki::PrivateKey::generate(pki::KeyType::kP256).value();
  auto certificate = sign_certificate(client_plan(validity), key, {.certificate = issuer, .key = its_key}).value();
  return {.certificate = std::move(certificate), .key = key, .chain = {issuer}};
}

}  // namespace orcamo::mock

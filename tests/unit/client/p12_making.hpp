#pragma once
#include "identities.hpp"
#include "orcamo/client/p12_inspection.hpp"
#include "p12_builder.hpp"

// One identity, and its file made in one way or another.
namespace orcamo::testing::p12 {

inline constexpr int kTripleDes = NID_pbe_WithSHA1And3_Key_TripleDES_CBC;
inline constexpr int kRc2 = NID_pbe_WithSHA1And40BitRC2_CBC;
inline constexpr int kAes = NID_aes_256_cbc;
inline constexpr long kBillion = 1'000'000'000;

inline const pki::Credential& held() {
  static const pki::Credential credential = issue(renewed());
  return credential;
}

inline P12Parts leaf() {
  return {.keys = {{held().key, "1"}}, .certificates = {{held().certificate, "1", "医療機関"}}};
}

inline pki::Bytes made(const P12Making& making, const P12Parts& parts = leaf()) {
  return build_p12(parts, kPassword, making);
}

inline client::P12Inspection inspected(const P12Making& making, client::P12Policy policy = client::P12Policy::kUsual) {
  return client::inspect_pkcs12(made(making), kPassword, policy);
}

inline pki::Bytes spoiled_mac() {
  pki::Bytes file = made({.encryption = kAes, .iterations = 2048});
  file[file.size() - 20] ^= 0x01;  // in its salt
  return file;
}

inline const auto named = [](const auto& row) { return row.param.name; };

}  // namespace orcamo::testing::p12

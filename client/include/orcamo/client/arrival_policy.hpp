#pragma once
#include <vector>

#include "orcamo/pki/certificate.hpp"
#include "orcamo/pki/time.hpp"

namespace orcamo::client {

enum class SameSerial { kRefuse, kAllow };  // of one issuer: another issuer counts anew
enum class SameKey { kRefuse, kAllow };

// ArrivalPolicy says what may take the place of a certificate. As it stands by itself: a new serial number, a new key
// pair, and an issuer with the key of the old one's.
struct ArrivalPolicy {
  // The authorities, roots or not, to one of which the new certificate leads by signatures: then these decide, and
  // neither name nor key of the old one's issuer. This is how the successor of an authority is accepted. Empty: the
  // issuer has the name and the key of the old one's.
  std::vector<pki::Certificate> trusted = {};
  SameSerial same_serial = SameSerial::kRefuse;
  SameKey same_key = SameKey::kRefuse;
  // By how much the server's clock may be ahead of this one, or behind, without the dates being held against it.
  pki::Seconds clock_difference{0};
};

}  // namespace orcamo::client

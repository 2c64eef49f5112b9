#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "orcamo/pki/bytes.hpp"
#include "orcamo/pki/credential.hpp"

namespace orcamo::testing {

// P12Parts are what goes into a PKCS#12 file, in any combination, sensible or not.
struct P12Parts {
  struct Key {
    pki::PrivateKey key;
    std::string local_id;  // empty: none
  };
  struct Certificate {
    pki::Certificate certificate;
    std::string local_id;
  };
  std::vector<Key> keys;
  std::vector<Certificate> certificates;
};

// build_p12 writes them with OpenSSL's own functions, keys unencrypted, under a MAC with `password`.
pki::Bytes build_p12(const P12Parts& parts, std::string_view password);

}  // namespace orcamo::testing

#pragma once
#include <openssl/obj_mac.h>

#include <cstdint>
#include <optional>
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
    std::string friendly_name = {};  // UTF-8; empty: none
  };
  std::vector<Key> keys;
  std::vector<Certificate> certificates;
};

// Pbmac1Making is a MAC of RFC 9579, or what comes close to one.
struct Pbmac1Making {
  std::string_view digest = "SHA256";      // of the MAC
  std::string_view derivation = "SHA256";  // of PBKDF2
  std::optional<long> key_size = 32;       // octets
  int iterations = 2048;
  std::optional<std::int64_t> stated_iterations = {};
  std::optional<std::string> password = {};  // in place of the file's
};

// P12Making is how the file is made, as some writer has made one or as none ever would.
struct P12Making {
  std::optional<int> encryption = {};  // of the certificates and keys together, a NID; unset: none
  int iterations = 1;                  // of each derivation
  bool has_mac = true;
  std::optional<long> stated_iterations = {};  // what the MAC claims, where `iterations` is above 1
  std::string_view mac_digest = "SHA256";
  std::string_view mac_oid = {};                        // written in the digest's place; empty: the digest's own
  std::optional<std::string> mac_password = {};         // what OpenSSL makes the MAC with, where that is another
  std::optional<std::string> encryption_password = {};  // and the encryption
  std::optional<std::string> key_password = {};         // keys in shrouded bags, with AES and this password
  bool has_password = true;                             // or the empty one, as no octets at all
  std::optional<Pbmac1Making> pbmac1 = {};              // in place of the other MAC
  int nesting = 0;                                      // SafeContents around the bags
};

// build_p12 writes them with OpenSSL's own functions, under a MAC with `password`.
pki::Bytes build_p12(const P12Parts& parts, std::string_view password, const P12Making& making = {});

}  // namespace orcamo::testing

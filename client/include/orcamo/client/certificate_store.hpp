#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "orcamo/pki/bytes.hpp"
#include "orcamo/pki/credential.hpp"
#include "orcamo/pki/secret.hpp"

namespace orcamo::client {

// StoredCertificate is one entry of a store, opened.
struct StoredCertificate {
  std::string file_name;  // as it was downloaded; never changed
  pki::Credential credential;
};

// Arrival is a PKCS#12 file as it came, with the password that opens it.
struct Arrival {
  std::string file_name;
  pki::Bytes p12;
  pki::Secret password;
};

// CertificateStore keeps certificates so that a crash at any moment leaves it before or after a change, never between.
class CertificateStore {
 public:
  virtual ~CertificateStore() = default;

  // list opens every entry; the certificate that ends last comes last (of equal ends, the later serial).
  virtual pki::Result<std::vector<StoredCertificate>> list() = 0;

  // add makes `arrival` durable, name and octets unchanged. Adding the same certificate again changes nothing and still
  // fails where nothing could be added; another one of the same name fails with kStoreNameTaken.
  virtual pki::Result<void> add(const Arrival& arrival) = 0;
};

}  // namespace orcamo::client

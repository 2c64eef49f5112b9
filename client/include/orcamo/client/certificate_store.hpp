#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "orcamo/pki/bytes.hpp"
#include "orcamo/pki/credential.hpp"
#include "orcamo/pki/secret.hpp"
#include "orcamo/pki/time.hpp"

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

  // make_current points outside programs at `certificate`, in a store that has such a pointer, and changes nothing in
  // one that has none. The pointer changes in one step. Fails with kStoreCertificateUnknown.
  virtual pki::Result<void> make_current(const pki::Certificate& certificate) = 0;

  // read is a file and the password with which open_pkcs12 opens it as this certificate: the one that was added, or
  // made anew in a store that keeps no such files. Fails with kStoreCertificateUnknown, and with kStoreUnsupported
  // where the key cannot leave the store.
  virtual pki::Result<Arrival> read(const pki::Certificate& certificate) = 0;

  // remove takes away a certificate that has expired by `now` and has a successor in the store, with its key and
  // password. Fails with kStoreStillValid, kStoreCertificateUnknown.
  virtual pki::Result<void> remove(const pki::Certificate& certificate, pki::TimePoint now) = 0;

  // open_to_others names the files and folders of the store that other users of this computer may read or change, as
  // far as calls have met them.
  virtual std::vector<std::string> open_to_others() const { return {}; }
};

}  // namespace orcamo::client

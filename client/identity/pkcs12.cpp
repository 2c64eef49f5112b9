#include "orcamo/client/pkcs12.hpp"

#include "identity/p12_reader.hpp"

namespace orcamo::client {

pki::Result<pki::Credential> open_pkcs12(pki::BytesView file, std::string_view password, const Pkcs12Limits& limits,
                                         P12Policy policy) {
  P12Notes notes;
  return read_p12(file, password, limits, policy, notes);
}

}  // namespace orcamo::client

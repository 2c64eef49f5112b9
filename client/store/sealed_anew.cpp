#include "store/sealed_anew.hpp"

#include <utility>

#include "identity/pkcs12_pack.hpp"
#include "orcamo/pki/randomness.hpp"

namespace orcamo::client {

pki::Result<Arrival> sealed_anew(std::string file_name, const pki::Credential& credential) {
  pki::Secret password =
      pki::Randomness::system().text(32, "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789");
  auto p12 = pack_pkcs12(credential, password.reveal());
  if (!p12) return p12.error();
  return Arrival{std::move(file_name), *std::move(p12), std::move(password)};
}

}  // namespace orcamo::client

#pragma once
#include <memory>
#include <optional>
#include <string>

#include "authority/certificate_shape.hpp"
#include "authority/p12_profile.hpp"
#include "orcamo/pki/bytes.hpp"
#include "orcamo/pki/credential.hpp"
#include "orcamo/pki/secret.hpp"
#include "world/identity.hpp"

namespace orcamo::mock {

// Generation is one certificate of an identity's lineage, sealed as it was handed out.
struct Generation {
  Identity identity;
  pki::Credential credential;
  P12Profile profile = P12Profile::kModern2023;
  std::string file_name;  // 482913__JP_u00000001_client001.p12
  pki::Secret password;
  pki::Bytes p12;
  std::optional<std::string> replaces;      // serial of the generation that this one was renewed from
  const CertificateShape* shape = nullptr;  // null: as the service issues them
};
using GenerationRef = std::shared_ptr<const Generation>;

}  // namespace orcamo::mock

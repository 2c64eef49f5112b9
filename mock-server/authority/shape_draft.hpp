#pragma once
#include "authority/certificate_builder.hpp"
#include "orcamo/pki/randomness.hpp"

namespace orcamo::mock {

// ShapeDraft is a client's certificate as it is issued as a rule, before it is made, for a shape to change.
struct ShapeDraft {
  enum class Key { kAsAsked, kRsa1024, kEd25519 };
  enum class Issuer {
    kSandbox,            // the issuing authority, as a rule
    kItself,             // its own key
    kForeign,            // an authority that nobody has heard of
    kNamesake,           // one that calls itself as the issuing authority does, and has another key
    kBelow,              // one more authority, below the issuing one
    kBelowAndShortLived  // … that ends a second before the certificate
  };
  enum class Chain { kFull, kNone, kReversed };
  enum class Damage { kNone, kSignatureBit, kOuterAlgorithm };

  CertificatePlan plan;
  pki::Randomness randomness;
  Key key = Key::kAsAsked;
  Issuer issuer = Issuer::kSandbox;
  Chain chain = Chain::kFull;
  Damage damage = Damage::kNone;  // done to what has been signed
};

}  // namespace orcamo::mock

#pragma once
#include <span>
#include <string_view>

#include "orcamo/pki/result.hpp"

namespace orcamo::mock {

struct ShapeDraft;

// CertificateShape is one way in which a client's certificate can differ from those that the service issues, with what
// is to be expected of those who are shown it.
struct CertificateShape {
  enum class Own { kNothing, kKey, kEnd };  // what the shape itself decides, and nobody can ask for

  std::string_view name;  // "eku-server-only"
  std::string_view description;
  std::string_view description_ja;

  // The section of RFC 5280 by which a strict verifier refuses it: one that takes nothing that the RFC forbids, to
  // issue or to accept. Empty: it accepts.
  std::string_view forbidden_by;

  int openssl;              // verify code of OpenSSL 3.0 for a TLS client with X509_V_FLAG_X509_STRICT; 0: accepted
  std::string_view reason;  // of the mock's own verdict, as in the journal: "ok", "not_for_client"
  Own own;
  void (*change)(ShapeDraft& draft);
};

// All of them, in the order of the documentation.
std::span<const CertificateShape> certificate_shapes() noexcept;

const CertificateShape* find_certificate_shape(std::string_view name) noexcept;  // null: none

// parse_certificate_shape fails with kRequestBadValue. The shape lives as long as the program.
pki::Result<const CertificateShape*> parse_certificate_shape(std::string_view name);

}  // namespace orcamo::mock

#include "orcamo/client/pkcs12.hpp"

#include <openssl/err.h>

#include <climits>
#include <optional>
#include <string>
#include <vector>

#include "identity/p12_choice.hpp"
#include "identity/p12_contents.hpp"
#include "identity/p12_errors.hpp"
#include "identity/p12_frame.hpp"
#include "identity/p12_mac.hpp"
#include "identity/p12_password.hpp"
#include "orcamo/pki/openssl/handles.hpp"

namespace orcamo::client {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

// ErrorQueue leaves OpenSSL's queue of this thread as empty as it found it.
class ErrorQueue {
 public:
  ErrorQueue() { ERR_clear_error(); }
  ~ErrorQueue() { ERR_clear_error(); }
  ErrorQueue(const ErrorQueue&) = delete;
  ErrorQueue& operator=(const ErrorQueue&) = delete;
};

Result<pki::Pkcs7Stack> unpack(const PKCS12& p12) {
  pki::Pkcs7Stack safes(PKCS12_unpack_authsafes(&p12));
  if (!safes && ERR_GET_REASON(ERR_peek_error()) == PKCS12_R_CONTENT_TYPE_NOT_DATA) {
    return Error(Errc::kP12UnsupportedAlgorithm,
                 "the PKCS#12 file is signed with a key instead of a password (signedData), which is not supported",
                 "ask for a file that is protected with a password");
  }
  if (!safes) return p12_malformed_because("is damaged inside");
  return safes;
}

// Those of the forms whose text the MAC was made with.
using Fitting = std::vector<const P12Password*>;

// fitting asks the MAC about each text once: that is a derivation of its own.
Result<Fitting> fitting(const std::vector<P12Password>& forms, PKCS12* p12, long iterations, P12Budget& budget) {
  Fitting fit;
  const P12Password* asked = nullptr;
  for (const P12Password& form : forms) {
    if (asked == nullptr || !form.has_text_of(*asked)) {
      if (!fit.empty()) break;
      const auto proved = mac_proves(p12, form, iterations, budget);
      if (!proved) return proved.error();
      asked = &form;
      if (*proved) fit.push_back(&form);
    } else if (!fit.empty()) {
      fit.push_back(&form);
    }
  }
  return fit;
}

// open_with tries the forms in turn, as long as it is the password that opens nothing.
Result<pki::Credential> open_with(const Fitting& forms, const STACK_OF(PKCS7) * safes, P12Budget& budget) {
  std::optional<Error> first;
  for (const P12Password* form : forms) {
    P12Contents contents(*form, budget);
    auto opened = contents.visit(safes, Effort::kOpen);
    if (opened) return choose_identity(contents);
    if (!first) first = opened.error();
    if (opened.error().code() != Errc::kP12Malformed) break;
  }
  return *first;
}

}  // namespace

Result<pki::Credential> open_pkcs12(pki::BytesView file, std::string_view password, const Pkcs12Limits& limits) {
  const ErrorQueue queue;
  if (file.size() > limits.octets) {
    return p12_exceeds("has " + std::to_string(file.size()) + " octets, and at most " + std::to_string(limits.octets) +
                       " are read");
  }
  auto p12 = parse_p12(file);
  if (!p12) return p12.error();
  if (password.size() > INT_MAX / 2) return wrong_password(password);

  P12Budget budget(limits.iterations);
  auto mac_iterations = check_mac_terms(**p12, budget);
  if (!mac_iterations) return mac_iterations.error();
  auto safes = unpack(**p12);
  if (!safes) return safes.error();
  const P12Password none;
  if (auto looked = P12Contents(none, budget).visit(safes->get(), Effort::kLook); !looked) return looked.error();

  const std::vector<P12Password> forms = password_forms(password);
  const auto right = fitting(forms, p12->get(), *mac_iterations, budget);
  if (!right) return right.error();
  if (!right->empty()) return open_with(*right, safes->get(), budget);
  // A password that opens a part is right: then it is the file that was changed.
  if (P12Contents(forms.front(), budget).opens_anything(safes->get())) {
    return p12_malformed("is damaged: the password opens it, and its MAC says that it was changed");
  }
  return wrong_password(password);
}

}  // namespace orcamo::client

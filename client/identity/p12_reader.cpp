#include "identity/p12_reader.hpp"

#include <openssl/err.h>

#include <algorithm>
#include <climits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "identity/p12_algorithms.hpp"
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

// of_unknown_type names what `type` is in place of data, the one content type that a password protects (RFC 7292, 4).
Error of_unknown_type(const ASN1_OBJECT* type) {
  constexpr const char* kHint = "ask for a file that is protected with a password";
  if (OBJ_obj2nid(type) == NID_pkcs7_signed) {
    return Error(Errc::kP12UnsupportedAlgorithm,
                 "the PKCS#12 file is signed with a key instead of a password (signedData), which is not supported",
                 kHint);
  }
  return Error(Errc::kP12UnsupportedAlgorithm,
               "the PKCS#12 file has contents of the type " + algorithm_name(type) + ", which is not supported", kHint);
}

bool is_of_another_type(unsigned long reason) {
  return ERR_GET_LIB(reason) == ERR_LIB_PKCS12 && ERR_GET_REASON(reason) == PKCS12_R_CONTENT_TYPE_NOT_DATA;
}

// unpack takes out the parts; `info`, where they are in the file, is read again for the type alone.
Result<pki::Pkcs7Stack> unpack(const PKCS12& p12, pki::BytesView info) {
  pki::Pkcs7Stack safes(PKCS12_unpack_authsafes(&p12));
  if (!safes && is_of_another_type(ERR_peek_error())) {
    const std::uint8_t* at = info.data();
    const pki::Pkcs7 content(d2i_PKCS7(nullptr, &at, static_cast<long>(info.size())));
    if (content) return of_unknown_type(content->type);
  }
  if (!safes) return p12_malformed_because("is damaged inside");
  return safes;
}

// Those of a password's forms that are worth trying.
using Forms = std::vector<const P12Password*>;

// fitting are those that the MAC was made with. It is asked once about forms that it takes alike: that is a derivation
// of its own.
Result<Forms> fitting(const std::vector<P12Password>& forms, const P12Mac& mac, P12Budget& budget) {
  Forms asked;
  Forms fit;
  const auto is_among = [&](const Forms& others, const P12Password& form) {
    return std::any_of(others.begin(), others.end(),
                       [&](const P12Password* other) { return mac.takes_alike(*other, form); });
  };
  for (const P12Password& form : forms) {
    if (is_among(fit, form)) {
      fit.push_back(&form);
    } else if (fit.empty() && !is_among(asked, form)) {
      const auto proved = mac.proves(form, budget);
      if (!proved) return proved.error();
      asked.push_back(&form);
      if (*proved) fit.push_back(&form);
    }
  }
  return fit;
}

// may_be_its_form tells whether a part that fails so may open with another form of the password.
bool may_be_its_form(const Error& error) {
  return error.code() == Errc::kP12Malformed || error.code() == Errc::kP12WrongPassword;
}

// Reader goes through one file, with what is known of it.
class Reader {
 public:
  Reader(const STACK_OF(PKCS7) * safes, P12Budget& budget, P12Policy policy, P12Notes& notes)
      : safes_(safes), budget_(budget), policy_(policy), notes_(notes) {}

  // look judges how the parts are protected, before anything is derived, and collects what nothing hides.
  Result<void> look() {
    const P12Password none;
    P12Contents open(none, budget_, policy_);
    open.collect(safes_);
    P12Contents contents(none, budget_, policy_);
    auto looked = contents.visit(safes_, Effort::kLook);
    if (!looked) note(contents);
    notes_.take(std::move(open));
    notes_.algorithms = std::move(contents.algorithms);
    return looked;
  }

  // open_with tries the forms in turn, as long as it is the password that opens nothing.
  Result<pki::Credential> open_with(const Forms& forms, P12Proof proof) {
    std::optional<Error> first;
    for (const P12Password* form : forms) {
      P12Contents contents(*form, budget_, policy_, proof);
      auto opened = contents.visit(safes_, Effort::kOpen);
      const bool opens = contents.has_decrypted();
      if (!opened) note(contents);
      // The MAC has proved all of these forms: the one that opens a part is what the file was made with.
      const bool tells_more = !first || (opens && proof == P12Proof::kMac);
      if (!opened && tells_more) first = opened.error();
      if (opened || opens) notes_.take(std::move(contents));
      if (opened) return choose_identity(notes_.keys, notes_.certificates);
      if (!may_be_its_form(opened.error()) || opens) break;
    }
    return *first;
  }

  // opens_anything tells whether a form opens a part. Then it is right, and it is the file that was changed.
  bool opens_anything(const std::vector<P12Password>& forms) {
    for (const P12Password& form : forms) {
      P12Contents contents(form, budget_, policy_);
      if (!contents.opens_anything(safes_)) continue;
      notes_.take(std::move(contents));
      return true;
    }
    return false;
  }

 private:
  void note(const P12Contents& failed) { notes_.offset = notes_.outline.part(failed.part()); }

  const STACK_OF(PKCS7) * safes_;
  P12Budget& budget_;
  P12Policy policy_;
  P12Notes& notes_;
};

Forms all_of(const std::vector<P12Password>& forms) {
  Forms all;
  for (const P12Password& form : forms) all.push_back(&form);
  return all;
}

}  // namespace

Result<pki::Credential> read_p12(pki::BytesView file, std::string_view password, const Pkcs12Limits& limits,
                                 P12Policy policy, P12Notes& notes) {
  const ErrorQueue queue;
  if (file.size() > limits.octets) {
    return p12_exceeds("has " + std::to_string(file.size()) + " octets, and at most " + std::to_string(limits.octets) +
                       " are read");
  }
  const auto p12 = parse_p12(file, notes);
  if (!p12) return p12.error();
  if (password.size() > INT_MAX / 2) return wrong_password(password);

  P12Budget budget(limits.iterations);
  const auto safes = unpack(**p12, file.subspan(notes.outline.safes));
  if (!safes) {
    notes.offset = notes.outline.safes;
    return safes.error();
  }
  Reader reader(safes->get(), budget, policy, notes);
  const auto looked = reader.look();
  const auto mac = P12Mac::read(p12->get(), file, budget);
  const bool goes_without = !mac && mac.error().code() == Errc::kP12MacMissing && policy == P12Policy::kLenient;
  if (!mac && !goes_without) {
    notes.offset = notes.outline.mac;
    return mac.error();
  }
  if (!looked) return looked.error();

  const std::vector<P12Password> forms = password_forms(password);
  if (goes_without) {
    auto opened = reader.open_with(all_of(forms), P12Proof::kNone);
    // Without a MAC, a password that opens nothing is as good as wrong.
    const bool damaged = !opened && opened.error().code() == Errc::kP12Malformed;
    if (damaged && !notes.algorithms.empty() && !reader.opens_anything(forms)) return wrong_password(password);
    return opened;
  }
  const auto right = fitting(forms, *mac, budget);
  if (!right) return right.error();
  if (!right->empty()) {
    notes.is_mac_checked = true;
    auto opened = reader.open_with(*right, P12Proof::kMac);
    notes.has_two_passwords = !opened && opened.error().code() == Errc::kP12WrongPassword;
    return opened;
  }
  if (reader.opens_anything(forms)) {
    notes.has_bad_mac = true;
    return p12_malformed("is damaged: the password opens it, and its MAC says that it was changed")
        .with_hint("download the .p12 file again; if it stays so, its MAC has another password: export it with one");
  }
  return wrong_password(password);
}

}  // namespace orcamo::client

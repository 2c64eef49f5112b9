#include "identity/p12_password.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "identity/utf8.hpp"

namespace orcamo::client {
namespace {

bool is_ascii(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

using Form = P12Password::Form;

P12Password made_as(Form form, std::string_view text, std::string_view octets) {
  P12Password made;
  made.form = form;
  made.text = pki::Secret::copy_of(text);
  made.octets = pki::Secret::copy_of(octets);
  return made;
}

// latin1 is empty where a character of `utf8` is none of ISO-8859-1.
pki::Secret latin1(std::string_view utf8) {
  std::string out;
  out.reserve(utf8.size());  // never moved, so that one wipe is enough
  while (!utf8.empty()) {
    const CodePoint point = first_code_point(utf8);
    if (point.value > 0xff) {
      pki::Secret::take(out);
      return {};
    }
    out += static_cast<char>(point.value);
    utf8.remove_prefix(point.octets);
  }
  return pki::Secret::take(out);
}

// octets_as_characters is the UTF-8 of the text whose characters U+0000 to U+00FF are the octets.
pki::Secret octets_as_characters(std::string_view octets) {
  std::string out;
  out.reserve(octets.size() * 2);
  for (const char c : octets) append_utf8(out, static_cast<unsigned char>(c));
  return pki::Secret::take(out);
}

}  // namespace

std::vector<P12Password> password_forms(std::string_view password) {
  std::vector<P12Password> forms;
  forms.push_back(made_as(password.empty() ? Form::kTwoZeros : Form::kUsual, password, password));
  if (password.empty()) forms.push_back(made_as(Form::kAbsent, {}, {}));
  if (is_ascii(password) || !is_utf8(password)) return forms;
  if (const pki::Secret octets = latin1(password); !octets.empty()) {
    forms.push_back(made_as(Form::kLatin1, password, octets.reveal()));
  }
  forms.push_back(made_as(Form::kOctetByOctet, octets_as_characters(password).reveal(), password));
  return forms;
}

pki::Error wrong_password(std::string_view password) {
  const auto alike = std::count_if(password.begin(), password.end(),
                                   [](char c) { return std::string_view("l1IO0").find(c) != std::string_view::npos; });
  std::string hint =
      "copy the password again as it was shown with this file; capitals and small letters differ, spaces "
      "count";
  if (alike != 0) {
    hint += "; at " + std::to_string(alike) + (alike == 1 ? " place" : " places") +
            " it has one of l, 1 and I or of O and 0, which look alike";
  }
  return pki::Error(pki::Errc::kP12WrongPassword,
                    password.empty() ? "the PKCS#12 file wants a password, and the one given is empty"
                                     : "the password does not open the PKCS#12 file",
                    std::move(hint));
}

}  // namespace orcamo::client

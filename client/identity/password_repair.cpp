#include "orcamo/client/password_repair.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include "identity/password_signs.hpp"
#include "identity/utf8.hpp"

namespace orcamo::client {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;
using Repairs = std::vector<PasswordRepair>;

constexpr std::size_t kShownPlaces = 5;  // of each kind

bool includes(const Repairs& repairs, PasswordRepair one) noexcept {
  return std::find(repairs.begin(), repairs.end(), one) != repairs.end();
}

// is_blank tells what nobody sees at either end of a line.
bool is_blank(char32_t point) noexcept {
  const auto sign = find_sign(point);
  return point == ' ' || (sign && (sign->typed == " " || sign->typed.empty()));
}

std::string_view without_blanks_around(std::string_view text) noexcept {
  std::size_t begin = text.size();
  std::size_t end = text.size();
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = first_code_point(text.substr(at));
    if (!is_blank(point.value)) {
      begin = std::min(begin, at);
      end = at + point.octets;
    }
    at += point.octets;
  }
  return text.substr(begin, end - begin);
}

// repaired makes `repairs` on `saved`, which is UTF-8.
pki::Secret repaired(std::string_view saved, const Repairs& repairs) {
  if (includes(repairs, PasswordRepair::kSpacesRemoved)) saved = without_blanks_around(saved);
  std::string text;
  text.reserve(saved.size());  // no repair makes it longer: never moved, so that one wipe is enough
  while (!saved.empty()) {
    const CodePoint point = first_code_point(saved);
    const auto sign = find_sign(point.value);
    text += sign && includes(repairs, sign->repair) ? sign->typed : saved.substr(0, point.octets);
    saved.remove_prefix(point.octets);
  }
  return pki::Secret::take(text);
}

// Kind is one kind of character that people rarely mean, and where it stands, counted from one.
struct Kind {
  std::string_view name;
  std::vector<std::size_t> places;
};

// Suspicion is what is strange about a password.
struct Suspicion {
  std::vector<Kind> kinds;
  Repairs repairs;  // that would change it

  void add(std::string_view name, PasswordRepair repair, std::size_t place) {
    auto kind = std::find_if(kinds.begin(), kinds.end(), [&](const Kind& k) { return k.name == name; });
    if (kind == kinds.end()) kind = kinds.insert(kinds.end(), Kind{name, {}});
    kind->places.push_back(place);
    if (!includes(repairs, repair)) repairs.push_back(repair);
  }
};

Suspicion suspect(std::string_view saved) {
  Suspicion suspicion;
  const std::string_view inner = without_blanks_around(saved);
  const auto begin = static_cast<std::size_t>(inner.data() - saved.data());
  std::size_t place = 0;
  for (std::size_t at = 0; at < saved.size();) {
    const CodePoint point = first_code_point(saved.substr(at));
    const auto sign = find_sign(point.value);
    ++place;
    if (at < begin || at >= begin + inner.size()) {
      suspicion.add(sign ? sign->name : "a space at its beginning or its end", PasswordRepair::kSpacesRemoved, place);
    } else if (sign) {
      suspicion.add(sign->name, sign->repair, place);
    }
    at += point.octets;
  }
  return suspicion;
}

std::string in_words(const Kind& kind) {
  std::string words = kind.places.size() == 1 ? "character" : "each of the characters";
  const std::size_t shown = std::min(kind.places.size(), kShownPlaces);
  for (std::size_t i = 0; i < shown; ++i) words += (i == 0 ? " " : ", ") + std::to_string(kind.places[i]);
  if (kind.places.size() > shown) words += " and " + std::to_string(kind.places.size() - shown) + " more";
  return words + " is " + std::string(kind.name);
}

Error suspect_error(const Suspicion& suspicion) {
  std::string message =
      "the password does not open the PKCS#12 file, neither as it was saved nor as it may have been "
      "meant";
  for (const Kind& kind : suspicion.kinds) message += "; " + in_words(kind);
  return Error(
      Errc::kPasswordFileSuspect, std::move(message),
      "copy the password again as it was shown with this file, into a plain text file and not by way of a word "
      "processor");
}

}  // namespace

std::string_view repair_name(PasswordRepair repair) noexcept {
  switch (repair) {
    case PasswordRepair::kSpacesRemoved:
      return "spaces_removed";
    case PasswordRepair::kFullWidthToAscii:
      return "full_width_to_ascii";
    case PasswordRepair::kTypographyToAscii:
      return "typography_to_ascii";
  }
  return "unknown";
}

Result<OpenedPkcs12> open_with_saved_password(pki::BytesView file, const pki::Secret& saved,
                                              const Pkcs12Limits& limits) {
  auto as_saved = open_pkcs12(file, saved.reveal(), limits);
  if (as_saved) return OpenedPkcs12{*std::move(as_saved), saved.clone(), {}};
  if (as_saved.error().code() != Errc::kP12WrongPassword || !is_utf8(saved.reveal())) return as_saved.error();

  const Suspicion suspicion = suspect(saved.reveal());
  if (suspicion.kinds.empty()) return as_saved.error();
  std::vector<Repairs> attempts;
  for (const PasswordRepair repair : suspicion.repairs) attempts.push_back({repair});
  if (suspicion.repairs.size() > 1) attempts.push_back(suspicion.repairs);
  for (Repairs& repairs : attempts) {
    pki::Secret meant = repaired(saved.reveal(), repairs);
    auto opened = open_pkcs12(file, meant.reveal(), limits);
    if (opened) return OpenedPkcs12{*std::move(opened), std::move(meant), std::move(repairs)};
    if (opened.error().code() != Errc::kP12WrongPassword) return opened.error();
  }
  return suspect_error(suspicion);
}

}  // namespace orcamo::client

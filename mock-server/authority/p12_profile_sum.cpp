#include "authority/p12_profile_sum.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <string>
#include <vector>

namespace orcamo::mock {
namespace {

using pki::Errc;
using pki::Error;
using Parts = std::vector<const P12Profile*>;

constexpr const P12Profile& kBase = P12Profile::kModern2023;

// Knob is a part of a profile, by what it decides.
struct Knob {
  std::string_view decides;
  bool (*is_set)(const P12Profile& profile);
  bool (*is_same)(const P12Profile& one, const P12Profile& other);
  void (*copy)(const P12Profile& from, P12Profile& into);
};

// knob makes a row from a function that leads to the member, of a constant profile or of another.
template <typename Member>
constexpr Knob knob(std::string_view decides, Member) {
  return {
      .decides = decides,
      .is_set = [](const P12Profile& profile) { return Member{}(profile) != Member{}(kBase); },
      .is_same = [](const P12Profile& one, const P12Profile& other) { return Member{}(one) == Member{}(other); },
      .copy = [](const P12Profile& from, P12Profile& into) { Member{}(into) = Member{}(from); },
  };
}

constexpr std::array kKnobs{
    knob(
        "the encryption of the key", [](auto& of) -> auto& { return of.keys; }),
    knob(
        "the encryption of the certificates", [](auto& of) -> auto& { return of.certificates; }),
    knob(
        "the derivation of keys", [](auto& of) -> auto& { return of.derivation; }),
    knob(
        "the iterations", [](auto& of) -> auto& { return of.iterations; }),
    knob(
        "the MAC", [](auto& of) -> auto& { return of.mac.scheme; }),
    knob(
        "the MAC's digest", [](auto& of) -> auto& { return of.mac.digest; }),
    knob(
        "the MAC's iterations", [](auto& of) -> auto& { return of.mac.iterations; }),
    knob(
        "the chain", [](auto& of) -> auto& { return of.chain; }),
    knob(
        "the order", [](auto& of) -> auto& { return of.order; }),
    knob(
        "the empty password", [](auto& of) -> auto& { return of.empty_password; }),
    knob(
        "letters outside ASCII", [](auto& of) -> auto& { return of.letters; }),
    knob(
        "the friendlyName", [](auto& of) -> auto& { return of.friendly_name; }),
    knob(
        "the localKeyID", [](auto& of) -> auto& { return of.local_key_id; }),
};

bool has_aes(const P12Profile& profile) {
  return std::ranges::any_of(std::array{profile.keys, profile.certificates}, [](P12Encryption encryption) {
    return encryption != P12Encryption::kNone && !is_old(encryption);
  });
}

bool has_old(const P12Profile& profile) { return is_old(profile.keys) || is_old(profile.certificates); }

// in_effect is the profile without what its file says nothing of: nothing is derived for AES where there is none.
P12Profile in_effect(P12Profile profile) {
  profile.name = {};
  profile.says = {};
  if (profile.mac.scheme == P12Mac::Scheme::kNone) profile.mac = {.scheme = P12Mac::Scheme::kNone};
  if (!has_aes(profile)) profile.derivation = kBase.derivation;
  if (!has_aes(profile) && !has_old(profile)) profile.iterations = kBase.iterations;
  return profile;
}

P12Profile mixed(const Parts& parts) {
  P12Profile sum = kBase;
  for (const P12Profile* const part : parts) {
    for (const Knob& each : kKnobs) {
      if (each.is_set(*part)) each.copy(*part, sum);
    }
  }
  return sum;
}

// contradicted is what two profiles decide in two ways; empty where they go together.
std::string_view contradicted(const P12Profile& one, const P12Profile& other) {
  if ((one == kBase && has_old(other)) || (other == kBase && has_old(one))) return kKnobs.front().decides;
  const auto differ = std::ranges::find_if(
      kKnobs, [&](const Knob& each) { return each.is_set(one) && each.is_set(other) && !each.is_same(one, other); });
  return differ == kKnobs.end() ? std::string_view() : differ->decides;
}

std::string joined(const Parts& parts) {
  std::string names;
  for (const P12Profile* const part : parts) {
    if (!names.empty()) names += '+';
    names += part->name.view();
  }
  return names;
}

Error changes_nothing(const P12Profile& part, std::string_view beside) {
  return Error(Errc::kRequestBadValue,
               "the PKCS#12 profile " + std::string(part.name) + " changes nothing beside " + std::string(beside),
               "leave it out");
}

// check wants each part once: its work grows with the square of their number.
pki::Result<void> check(const Parts& parts) {
  for (auto one = parts.begin(); one != parts.end(); ++one) {
    for (auto other = one + 1; other != parts.end(); ++other) {
      const std::string_view what = contradicted(**one, **other);
      if (what.empty()) continue;
      return Error(Errc::kRequestBadValue,
                   "the PKCS#12 profiles " + std::string((*one)->name) + " and " + std::string((*other)->name) +
                       " contradict each other about " + std::string(what),
                   "leave one of them out");
    }
  }
  const P12Profile all = in_effect(mixed(parts));
  for (auto part = parts.begin(); parts.size() > 1 && part != parts.end(); ++part) {
    Parts others = parts;
    others.erase(others.begin() + (part - parts.begin()));
    if (**part == kBase || in_effect(mixed(others)) != all) continue;
    return changes_nothing(**part, joined(others));
  }
  return {};
}

}  // namespace

pki::Result<P12Profile> sum_of(std::span<const P12Profile* const> parts) {
  Parts sorted(parts.begin(), parts.end());
  std::ranges::sort(sorted, std::less<>());  // as they stand in the table
  if (const auto twice = std::ranges::adjacent_find(sorted); twice != sorted.end()) {
    return changes_nothing(**twice, (*twice)->name);
  }
  if (auto fit = check(sorted); !fit) return fit.error();
  std::erase_if(sorted, [&](const P12Profile* part) { return *part == kBase && sorted.size() > 1; });
  P12Profile sum = mixed(sorted);
  sum.name = P12ProfileName(joined(sorted));
  sum.says = {};
  const auto named = std::ranges::find(profiles(), in_effect(sum), in_effect);
  return named == profiles().end() ? sum : *named;
}

}  // namespace orcamo::mock

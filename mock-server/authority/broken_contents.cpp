// Files of the wrong contents, in the right form.
#include <array>
#include <string>

#include "authority/broken_making.hpp"
#include "authority/der.hpp"
#include "authority/p12_objects.hpp"

namespace orcamo::mock {
namespace {

using pki::Bytes;
using pki::BytesView;
using pki::Result;

Result<Bytes> wrong_password(const BrokenMaking& making) {
  std::string longer;
  longer.reserve(making.password_text().size() + 1);  // not moved, so that one wipe is enough
  longer += making.password_text();
  longer += 'x';
  const pki::Secret other = pki::Secret::take(longer);
  return making.whole(making.profile(), other.reveal());
}

Result<Bytes> no_mac(const BrokenMaking& making) {
  P12Profile profile = making.profile();
  profile.mac = {.scheme = P12Mac::Scheme::kNone};
  return making.whole(profile, making.password_text());
}

Result<Bytes> no_key(const BrokenMaking& making) { return making.file_of(making.certificates(), {}); }

Result<Bytes> no_certificate(const BrokenMaking& making) {
  const auto key = making.key();
  if (!key) return key.error();
  return making.file_of({}, *key);
}

Result<Bytes> key_mismatch(const BrokenMaking& making) {
  const auto another = making.another();
  if (!another) return another.error();
  const auto key = making.key(another->key, making.attributes(), "another key");
  if (!key) return key.error();
  return making.file_of(making.certificates(), *key);
}

Result<Bytes> two_identities(const BrokenMaking& making) {
  const auto another = making.another();
  if (!another) return another.error();
  const auto attributes = making.attributes_for(another->certificate, "another");
  if (!attributes) return attributes.error();
  const auto key = making.key();
  const auto other_key = making.key(another->key, *attributes, "another key");
  if (!key || !other_key) return (key ? other_key : key).error();
  const Bytes certificates =
      der::join({making.certificates(), p12::certificate_bag(another->certificate, *attributes)});
  return making.file_of(certificates, der::join({*key, *other_key}));
}

Result<Bytes> not_for_client(const BrokenMaking& making) {
  const auto server = making.server_only();
  if (!server) return server.error();
  const auto attributes = making.attributes_for(server->certificate, "server");
  if (!attributes) return attributes.error();
  const auto key = making.key(server->key, *attributes, "key");
  if (!key) return key.error();
  return making.file_of(p12::certificate_bag(server->certificate, *attributes), *key);
}

Result<Bytes> bad_certificate(const BrokenMaking& making) {
  Bytes der = making.credential().certificate.der();
  der.resize(der.size() / 2);
  const auto key = making.key();
  if (!key) return key.error();
  return making.file_of(p12::certificate_bag(der, making.attributes()), *key);
}

Result<Bytes> bad_key(const BrokenMaking& making) {
  const EncryptionPlan plan = *plan_for(making.profile().keys, making.profile());
  const Bytes no_key = der::sequence({der::integer(0), der::null()});
  const auto key = encrypt(no_key, making.password(), plan, making.randomness().of("key"));
  if (!key) return key.error();
  return making.file_of(making.certificates(), p12::shrouded_key_bag(*key, making.attributes()));
}

// nested is the sound file with its bags so many safes deep.
Result<Bytes> nested(const BrokenMaking& making, int depth) {
  auto key = making.key();
  if (!key) return key;
  Bytes bags = std::move(key).value();
  for (; depth > 0; --depth) bags = p12::nested_bag(der::sequence({bags}));
  return making.file_of(making.certificates(), bags);
}

Result<Bytes> nested_safes(const BrokenMaking& making) { return nested(making, 2); }
Result<Bytes> nested_too_deep(const BrokenMaking& making) { return nested(making, 64); }

// A name of 300,000 characters on certificate and key, each in two octets.
Result<Bytes> huge_file(const BrokenMaking& making) {
  const std::string name(300'000, 'x');
  P12Profile profile = making.profile();
  profile.friendly_name = name;
  return making.whole(profile, making.password_text());
}

Result<Bytes> no_contents(const BrokenMaking&) { return der::sequence({der::integer(3)}); }

Result<Bytes> empty_contents(const BrokenMaking&) {
  return der::sequence({der::integer(3), der::sequence({der::object(p12_object::kData)})});
}

constexpr std::array kMakers{
    MakerRow{"wrong-password", wrong_password},
    MakerRow{"no-mac", no_mac},
    MakerRow{"no-key", no_key},
    MakerRow{"no-certificate", no_certificate},
    MakerRow{"key-mismatch", key_mismatch},
    MakerRow{"two-identities", two_identities},
    MakerRow{"not-for-client", not_for_client},
    MakerRow{"bad-certificate", bad_certificate},
    MakerRow{"bad-key", bad_key},
    MakerRow{"nested-safes", nested_safes},
    MakerRow{"nested-too-deep", nested_too_deep},
    MakerRow{"huge-file", huge_file},
    MakerRow{"no-contents", no_contents},
    MakerRow{"empty-contents", empty_contents},
};

}  // namespace

std::span<const MakerRow> makers_of_broken_contents() noexcept { return kMakers; }

}  // namespace orcamo::mock

#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <utility>

#include "authority/broken_p12.hpp"
#include "authority/p12_bags.hpp"
#include "authority/p12_mac.hpp"

namespace orcamo::mock {

// BrokenMaking is a workbench with the parts of a sound file, to leave out, bend and put together.
class BrokenMaking {
 public:
  // Borrows the order.
  static pki::Result<BrokenMaking> begin(const BrokenOrder& order, const pki::Randomness& randomness);

  const pki::Credential& credential() const noexcept { return order_.credential; }
  const P12Password& password() const noexcept { return password_; }
  const pki::Randomness& randomness() const noexcept { return randomness_; }
  const pki::Bytes& attributes() const noexcept { return attributes_; }
  std::string_view password_text() const noexcept { return order_.password; }

  const P12Profile& profile() const noexcept { return order_.profile; }

  // A sound file.
  pki::Result<pki::Bytes> whole() const { return whole(profile(), order_.password); }
  pki::Result<pki::Bytes> whole(const P12Profile& profile, std::string_view password) const;

  // another is a second credential of the same subject and validity; server_only the same key and dates, for servers.
  pki::Result<pki::Credential> another() const;
  pki::Result<pki::Credential> server_only() const;

  // Bags of the credential, and of others.
  const pki::Bytes& certificates() const noexcept { return certificates_; }  // the leaf and its chain
  pki::Result<pki::Bytes> key() const { return key(credential().key, attributes_, "key"); }
  pki::Result<pki::Bytes> key(const pki::PrivateKey& key, pki::BytesView attributes, std::string_view purpose) const;
  pki::Result<pki::Bytes> attributes_for(const pki::Certificate& leaf, std::string_view friendly_name) const;

  // Safes of bags.
  pki::Result<pki::Bytes> certificate_safe(pki::BytesView bags) const;
  pki::Result<Ciphertext> certificate_ciphertext(pki::BytesView bags) const;  // where the profile encrypts them
  static pki::Bytes key_safe(pki::BytesView bags);
  pki::Bytes in_order(pki::BytesView certificate_safe, pki::BytesView key_safe) const;  // all safes of a file
  pki::Result<pki::Bytes> safes() const;                                                // those of the sound file

  pki::Result<P12Seal> seal(pki::BytesView safes) const;         // where the profile has a MAC
  pki::Result<pki::Bytes> mac_data(pki::BytesView safes) const;  // no octets where it has none
  pki::Result<pki::Bytes> sealed(pki::BytesView safes) const;    // the file, under a right MAC

  // with_mac is the sound file with its MAC changed in one of its parts, where the profile has one.
  pki::Result<pki::Bytes> with_mac(const std::function<void(P12Seal&)>& change) const;

  // file_of is the sound file of these bags, each kind in a safe of its own; none: no safe.
  pki::Result<pki::Bytes> file_of(pki::BytesView certificate_bags, pki::BytesView key_bags) const;

 private:
  BrokenMaking(const BrokenOrder& order, const pki::Randomness& randomness, P12Password password)
      : order_(order), randomness_(randomness), password_(std::move(password)) {}

  BrokenOrder order_;
  pki::Randomness randomness_;
  P12Password password_;
  pki::Bytes attributes_;
  pki::Bytes certificates_;
};

// BrokenMaker makes the file of one kind.
using BrokenMaker = pki::Result<pki::Bytes> (*)(const BrokenMaking& making);

// MakerRow names a maker within its family.
struct MakerRow {
  std::string_view name;
  BrokenMaker make;
};

// The families.
std::span<const MakerRow> makers_of_broken_octets() noexcept;
std::span<const MakerRow> makers_of_broken_contents() noexcept;
std::span<const MakerRow> makers_of_broken_algorithms() noexcept;
std::span<const MakerRow> makers_of_strangers() noexcept;

}  // namespace orcamo::mock

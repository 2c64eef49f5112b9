// Files that were sound, until an octet was changed, lost or added; and those that BER allows.
#include <array>

#include "authority/broken_making.hpp"
#include "authority/der.hpp"
#include "authority/p12_objects.hpp"

namespace orcamo::mock {
namespace {

using pki::Bytes;
using pki::BytesView;
using pki::Result;

constexpr std::uint8_t kSequence = 0x30;
constexpr std::uint8_t kConstructedOctets = 0x24;
constexpr std::uint8_t kExplicit0 = 0xa0;

template <class Change>
Result<Bytes> changed(const BrokenMaking& making, const Change& change) {
  auto file = making.whole();
  if (file) change(*file);
  return file;
}

Result<Bytes> bad_mac(const BrokenMaking& making) {
  return making.with_mac([](P12Seal& seal) { seal.value.back() ^= 0x01; });
}

Result<Bytes> flip_mac_salt(const BrokenMaking& making) {
  return making.with_mac([](P12Seal& seal) { seal.salt.front() ^= 0x80; });
}

Result<Bytes> flip_mac_iterations(const BrokenMaking& making) {
  return making.with_mac([](P12Seal& seal) { ++seal.iterations; });
}

// In the middle, so that the padding at the end still fits.
Result<Bytes> flip_certificates(const BrokenMaking& making) {
  auto hidden = making.certificate_ciphertext(making.certificates());
  if (!hidden) return hidden.error();
  const auto key = making.key();
  if (!key) return key.error();
  const Bytes key_safe = BrokenMaking::key_safe(*key);
  const auto mac = making.mac_data(making.in_order(p12::encrypted_safe(*hidden), key_safe));
  if (!mac) return mac.error();
  hidden->octets[hidden->octets.size() / 2] ^= 0x01;
  return p12::file(making.in_order(p12::encrypted_safe(*hidden), key_safe), *mac);
}

Result<Bytes> flip_key(const BrokenMaking& making) {
  const auto certificates = making.certificate_safe(making.certificates());
  if (!certificates) return certificates.error();
  auto key = making.key();
  if (!key) return key.error();
  const auto mac = making.mac_data(making.in_order(*certificates, BrokenMaking::key_safe(*key)));
  if (!mac) return mac.error();
  const std::size_t after_ciphertext = key->size() - making.attributes().size();
  (*key)[after_ciphertext - 40] ^= 0x01;  // not in the last two blocks, which hold the padding
  return p12::file(making.in_order(*certificates, BrokenMaking::key_safe(*key)), *mac);
}

// The file begins 30 82 .. .. 02 01 03 30 82 .. ..
Result<Bytes> flip_first_octet(const BrokenMaking& making) {
  return changed(making, [](Bytes& file) { file[0] ^= 0x01; });
}

Result<Bytes> flip_version(const BrokenMaking& making) {
  return changed(making, [](Bytes& file) { file[6] ^= 0x01; });
}

Result<Bytes> flip_length(const BrokenMaking& making) {
  return changed(making, [](Bytes& file) { file[9] ^= 0x40; });
}

Result<Bytes> truncated_first_octet(const BrokenMaking& making) {
  return changed(making, [](Bytes& file) { file.resize(1); });
}

Result<Bytes> truncated_half(const BrokenMaking& making) {
  return changed(making, [](Bytes& file) { file.resize(file.size() / 2); });
}

Result<Bytes> truncated_last_octet(const BrokenMaking& making) {
  return changed(making, [](Bytes& file) { file.pop_back(); });
}

Result<Bytes> trailing_garbage(const BrokenMaking& making) {
  return changed(making, [&](Bytes& file) {
    const Bytes garbage = making.randomness().of("garbage").bytes(16);
    file.insert(file.end(), garbage.begin(), garbage.end());
  });
}

Result<Bytes> trailing_newline(const BrokenMaking& making) {
  return changed(making, [](Bytes& file) { file.push_back('\n'); });
}

// indefinite_file has lengths only where there are values.
Result<Bytes> indefinite_file(const BrokenMaking& making, const Bytes& safes, BytesView octet_string) {
  const auto mac = making.mac_data(safes);
  if (!mac) return mac.error();
  const Bytes content = der::indefinite(
      kSequence, der::join({der::object(p12_object::kData), der::indefinite(kExplicit0, octet_string)}));
  return der::indefinite(kSequence, der::join({der::integer(3), content, *mac}));
}

Result<Bytes> ber_indefinite_length(const BrokenMaking& making) {
  const auto safes = making.safes();
  if (!safes) return safes.error();
  return indefinite_file(making, *safes, der::octets(*safes));
}

Result<Bytes> ber_in_pieces(const BrokenMaking& making) {
  constexpr std::size_t kPiece = 1000;
  const auto safes = making.safes();
  if (!safes) return safes.error();
  Bytes pieces;
  for (BytesView rest = *safes; !rest.empty(); rest = rest.subspan(std::min(kPiece, rest.size()))) {
    const Bytes piece = der::octets(rest.first(std::min(kPiece, rest.size())));
    pieces.insert(pieces.end(), piece.begin(), piece.end());
  }
  return indefinite_file(making, *safes, der::indefinite(kConstructedOctets, pieces));
}

constexpr std::array kMakers{
    MakerRow{"bad-mac", bad_mac},
    MakerRow{"flip-mac-salt", flip_mac_salt},
    MakerRow{"flip-mac-iterations", flip_mac_iterations},
    MakerRow{"flip-certificates", flip_certificates},
    MakerRow{"flip-key", flip_key},
    MakerRow{"flip-first-octet", flip_first_octet},
    MakerRow{"flip-version", flip_version},
    MakerRow{"flip-length", flip_length},
    MakerRow{"truncated-first-octet", truncated_first_octet},
    MakerRow{"truncated-half", truncated_half},
    MakerRow{"truncated-last-octet", truncated_last_octet},
    MakerRow{"trailing-garbage", trailing_garbage},
    MakerRow{"trailing-newline", trailing_newline},
    MakerRow{"ber-indefinite-length", ber_indefinite_length},
    MakerRow{"ber-in-pieces", ber_in_pieces},
};

}  // namespace

std::span<const MakerRow> makers_of_broken_octets() noexcept { return kMakers; }

}  // namespace orcamo::mock

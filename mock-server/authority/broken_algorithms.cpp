// Files whose algorithms nobody knows, nobody can afford, or nobody has stated in full.
#include <array>
#include <cstdint>

#include "authority/broken_making.hpp"
#include "authority/der.hpp"
#include "authority/p12_digest.hpp"
#include "authority/p12_objects.hpp"

namespace orcamo::mock {
namespace {

using pki::Bytes;
using pki::BytesView;
using pki::Result;

constexpr std::string_view kNobodys = "2.999.7";  // of the arc for examples (X.660, annex A)
constexpr std::string_view kSignedData = "1.2.840.113549.1.7.2";
constexpr std::string_view kAes256Cbc = "2.16.840.1.101.3.4.1.42";
constexpr std::string_view kAes256Gcm = "2.16.840.1.101.3.4.1.46";
constexpr std::int64_t kMost = 0x7fffffff;

// Terms are what an encryption states, true or not: nothing is derived.
struct Terms {
  std::string_view scheme = p12_object::kPbes2;
  std::string_view derivation = p12_object::kPbkdf2;
  std::string_view cipher = kAes256Cbc;
  std::int64_t iterations = 2048;
};

Ciphertext stated(const BrokenMaking& making, const Terms& terms) {
  const auto randomness = making.randomness().of("stated");
  const Bytes prf = der::sequence({der::object(form_of(P12Digest::kSha256).hmac_object), der::null()});
  const Bytes parameters =
      der::sequence({der::octets(randomness.of("salt").bytes(16)), der::integer(terms.iterations), prf});
  const Bytes derivation = der::sequence({der::object(terms.derivation), parameters});
  const bool is_gcm = terms.cipher == kAes256Gcm;  // GCMParameters (RFC 5084, 3.2)
  const Bytes vector = is_gcm ? der::sequence({der::octets(randomness.of("vector").bytes(12)), der::integer(16)})
                              : der::octets(randomness.of("vector").bytes(16));
  const Bytes cipher = der::sequence({der::object(terms.cipher), vector});
  return {.algorithm = der::sequence({der::object(terms.scheme), der::sequence({derivation, cipher})}),
          .octets = randomness.of("octets").bytes(256)};
}

// with_key is the file whose key is encrypted so; the certificates are as they should be.
Result<Bytes> with_key(const BrokenMaking& making, const Terms& terms) {
  return making.file_of(making.certificates(), p12::shrouded_key_bag(stated(making, terms), making.attributes()));
}

Result<Bytes> with_certificates(const BrokenMaking& making, const Terms& terms) {
  const auto key = making.key();
  if (!key) return key.error();
  return making.sealed(making.in_order(p12::encrypted_safe(stated(making, terms)), BrokenMaking::key_safe(*key)));
}

// with_pbmac1 states any derivation; the MAC is right for the terms that are usual.
Result<Bytes> with_pbmac1(const BrokenMaking& making, BytesView salt, std::int64_t iterations, BytesView key_length) {
  const Bytes hmac = der::sequence({der::object(form_of(P12Digest::kSha256).hmac_object), der::null()});
  const Bytes derivation = der::sequence(
      {der::object(p12_object::kPbkdf2), der::sequence({salt, der::integer(iterations), key_length, hmac})});
  return making.with_mac([&](P12Seal& seal) {
    seal.algorithm = der::sequence({der::object(p12_object::kPbmac1), der::sequence({derivation, hmac})});
    seal.iterations = 1;
  });
}

Result<Bytes> pbmac1_sealed(const BrokenMaking& making, P12KeyLength key_length, std::uint8_t flip) {
  const auto safes = making.safes();
  if (!safes) return safes.error();
  const P12Mac mac{.scheme = P12Mac::Scheme::kPbmac1};
  auto seal = seal_contents(*safes, making.password(), mac, making.randomness().of("mac"), key_length);
  if (!seal) return seal.error();
  seal->value.back() ^= flip;
  return p12::file(*safes, seal->der());
}

Bytes salt_of(const BrokenMaking& making) { return der::octets(making.randomness().of("salt").bytes(16)); }

Result<Bytes> unknown_encryption(const BrokenMaking& making) { return with_certificates(making, {.scheme = kNobodys}); }
Result<Bytes> unknown_cipher(const BrokenMaking& making) { return with_key(making, {.cipher = kNobodys}); }
Result<Bytes> gcm_cipher(const BrokenMaking& making) { return with_key(making, {.cipher = kAes256Gcm}); }
Result<Bytes> unknown_derivation(const BrokenMaking& making) { return with_key(making, {.derivation = kNobodys}); }

Result<Bytes> unknown_mac(const BrokenMaking& making) {
  return making.with_mac([](P12Seal& seal) { seal.algorithm = der::sequence({der::object(kNobodys), der::null()}); });
}

// Signed in place of a MAC (RFC 7292, 3.1): by nobody, but nobody gets as far as to find out.
Result<Bytes> signed_data(const BrokenMaking&) {
  const Bytes contents = der::sequence({der::object(p12_object::kData)});
  const Bytes made = der::sequence({der::integer(1), der::set({}), contents, der::set({})});
  return der::sequence({der::integer(3), der::sequence({der::object(kSignedData), der::tagged(0, made)})});
}

Result<Bytes> huge_iterations(const BrokenMaking& making) {
  return making.with_mac([](P12Seal& seal) { seal.iterations = static_cast<int>(kMost); });
}
Result<Bytes> huge_iterations_of_key(const BrokenMaking& making) { return with_key(making, {.iterations = kMost}); }
Result<Bytes> huge_iterations_of_certificates(const BrokenMaking& making) {
  return with_certificates(making, {.iterations = kMost});
}
Result<Bytes> iterations_beyond_32_bits(const BrokenMaking& making) {
  return with_key(making, {.iterations = INT64_MAX});
}
Result<Bytes> no_iterations(const BrokenMaking& making) {
  return making.with_mac([](P12Seal& seal) { seal.iterations = 0; });
}

Result<Bytes> pbmac1_without_key_length(const BrokenMaking& making) {
  return pbmac1_sealed(making, P12KeyLength::kLeftOut, 0);
}
Result<Bytes> pbmac1_bad_mac(const BrokenMaking& making) { return pbmac1_sealed(making, P12KeyLength::kStated, 0x01); }
Result<Bytes> pbmac1_bad_salt(const BrokenMaking& making) {
  const Bytes other_source = der::sequence({der::object(kNobodys)});
  return with_pbmac1(making, other_source, 2048, der::integer(32));
}
Result<Bytes> pbmac1_huge_iterations(const BrokenMaking& making) {
  return with_pbmac1(making, salt_of(making), kMost, der::integer(32));
}
Result<Bytes> pbmac1_huge_key(const BrokenMaking& making) {
  return with_pbmac1(making, salt_of(making), 2048, der::integer(kMost));
}

constexpr std::array kMakers{
    MakerRow{"unknown-encryption", unknown_encryption},
    MakerRow{"unknown-cipher", unknown_cipher},
    MakerRow{"gcm-cipher", gcm_cipher},
    MakerRow{"unknown-derivation", unknown_derivation},
    MakerRow{"unknown-mac", unknown_mac},
    MakerRow{"signed-data", signed_data},
    MakerRow{"huge-iterations", huge_iterations},
    MakerRow{"huge-iterations-of-key", huge_iterations_of_key},
    MakerRow{"huge-iterations-of-certificates", huge_iterations_of_certificates},
    MakerRow{"iterations-beyond-32-bits", iterations_beyond_32_bits},
    MakerRow{"no-iterations", no_iterations},
    MakerRow{"pbmac1-without-key-length", pbmac1_without_key_length},
    MakerRow{"pbmac1-bad-mac", pbmac1_bad_mac},
    MakerRow{"pbmac1-bad-salt", pbmac1_bad_salt},
    MakerRow{"pbmac1-huge-iterations", pbmac1_huge_iterations},
    MakerRow{"pbmac1-huge-key", pbmac1_huge_key},
};

}  // namespace

std::span<const MakerRow> makers_of_broken_algorithms() noexcept { return kMakers; }

}  // namespace orcamo::mock

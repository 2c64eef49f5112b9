#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "orcamo/pki/result.hpp"
#include "world/identity.hpp"

namespace orcamo::mock {

// Place is what a fault is about.
enum class Place {
  kRenewal,    // the request for a renewal
  kDownload,   // of a sealed certificate, by a link or in the console
  kRpc,        // WebORCA's remote calls, logging in among them
  kRest,       // its REST API
  kPages,      // its pages
  kConsole,    // the pages of the ORCAMO console
  kHandshake,  // of a certificate that would have been accepted
};

std::string_view place_name(Place place) noexcept;      // "renewal", …
std::string_view place_meaning(Place place) noexcept;   // one sentence without a full stop
pki::Result<Place> parse_place(std::string_view name);  // fails with kRequestBadValue
std::span<const Place> all_places() noexcept;

// FaultKind is how the server misbehaves. Those up to kDrop come in the place of the world, which does not see the
// call; the others let it answer, and spoil that.
enum class FaultKind {
  kAnswer,
  kHang,
  kDrop,
  kDelay,
  kLoseAnswer,
  kStatus,
  kPass,
  kPassword,
  kUri,
  kReplacement,
  kBom,
  kUtf16,
  kGzip,
  kBase64,
  kContentType,
  kFileName,
  kTruncate,
  kReset,
  kDrip,
  kChunked,
  kContentLength,
};

std::string_view fault_kind_name(FaultKind kind) noexcept;
std::string_view fault_kind_meaning(FaultKind kind) noexcept;
pki::Result<FaultKind> parse_fault_kind(std::string_view name);  // fails with kRequestBadValue
std::span<const FaultKind> all_fault_kinds() noexcept;

constexpr bool comes_before_the_world(FaultKind kind) noexcept { return kind <= FaultKind::kDrop; }

// Detail is what a kind of fault can be told beside where and when.
enum class Detail { kStatus, kBody, kHeaders, kValue, kOctets, kPerSecond, kDelay };

std::string_view detail_name(Detail detail) noexcept;  // its key: "status", "body", …
bool takes(FaultKind kind, Detail detail) noexcept;
bool needs(FaultKind kind, Detail detail) noexcept;

// Replacing is what is wrong with a certificate that is handed out in the place of the right one.
enum class Replacing {
  kSameSerial,      // the serial of the old one
  kNotLonger,       // it ends when the old one does
  kOtherFacility,   // it names another facility
  kSameKey,         // the key of the old one
  kOtherAuthority,  // issued by an authority that nobody has heard of
  kServerOnly,      // not for client authentication
};

std::string_view replacing_name(Replacing replacing) noexcept;
pki::Result<Replacing> parse_replacing(std::string_view name);  // fails with kRequestBadValue
std::span<const Replacing> all_replacings() noexcept;

// Share is a part of an answer's body, from its beginning on.
struct Share {
  enum class Of { kFirst, kAllBut, kHalf };
  Of of = Of::kFirst;
  std::uint64_t octets = 0;  // of kHalf: nothing

  std::size_t of_size(std::size_t size) const noexcept;
};

// Fault is one misbehaviour that was asked for. `check` tells whether its parts go together.
struct Fault {
  static constexpr std::int64_t kUsualChunk = 512;

  // Where; what is empty may be anything.
  Place place = Place::kRenewal;
  std::string method = {};    // of the remote call; with kRpc
  std::string facility = {};  // of the certificate presented
  std::string serial = {};    // likewise

  // When: of the calls that are like that, not the first `after`; of the others each with this probability; and no
  // more than `times`.
  std::uint64_t after = 0;
  std::optional<std::uint64_t> times = std::nullopt;  // unset: any number
  double probability = 1.0;

  // What; a kind looks only at what it takes.
  FaultKind kind = FaultKind::kAnswer;
  std::optional<unsigned> status = std::nullopt;
  std::string body = {};
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string value = {};              // kPass: as JSON writes it
  Share share = {};                    // kTruncate, kReset
  std::int64_t octets = kUsualChunk;   // kChunked: of one piece; kContentLength: by how many it is off
  std::uint64_t per_second = 0;        // octets
  std::chrono::milliseconds delay{0};  // before the answer, or before what comes in its place
};

// check fails with kRequestBadValue where the fault cannot be: a detail is missing, the kind and the place do not go
// together, or a number is beyond its bounds.
pki::Result<void> check(const Fault& fault);

// Call is one request, as a fault looks at it.
struct Call {
  Place place = Place::kRenewal;
  std::string_view method = {};  // of the remote call; empty: none
  std::string_view facility = {};
  std::string_view serial = {};
};

bool is_about(const Fault& fault, const Call& call) noexcept;

}  // namespace orcamo::mock

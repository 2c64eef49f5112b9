#include "world/fault.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>

#include "orcamo/pki/in_quotes.hpp"

namespace orcamo::mock {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

// Some is a set of enumerators.
template <class Enum>
struct Some {
  constexpr Some(std::initializer_list<Enum> all) noexcept {
    for (const Enum each : all) bits |= bit(each);
  }
  static constexpr unsigned bit(Enum each) noexcept { return 1U << static_cast<unsigned>(each); }
  constexpr bool has(Enum each) const noexcept { return (bits & bit(each)) != 0; }

  unsigned bits = 0;
};
using Places = Some<Place>;
using Details = Some<Detail>;

constexpr Places kRequests{Place::kRenewal, Place::kDownload, Place::kRpc,
                           Place::kRest,    Place::kPages,    Place::kConsole};
constexpr Places kEverywhere{Place::kRenewal, Place::kDownload, Place::kRpc,      Place::kRest,
                             Place::kPages,   Place::kConsole,  Place::kHandshake};
constexpr Places kRenewals{Place::kRenewal};
constexpr Places kDownloads{Place::kDownload};

struct KindRow {
  FaultKind kind;
  std::string_view name;
  std::string_view meaning;
  Places places;
  Details needs;
  Details may_have;
};

using D = Detail;
constexpr std::array kKinds{
    KindRow{FaultKind::kAnswer,
            "answer",
            "another answer; the world does not see the request",
            kRequests,
            {},
            {D::kStatus, D::kBody, D::kHeaders, D::kDelay}},
    KindRow{FaultKind::kHang,
            "hang",
            "no answer, and the connection stays; the world does not see the request",
            kRequests,
            {},
            {}},
    KindRow{FaultKind::kDrop,
            "drop",
            "the connection ends without a word; the world does not see the request",
            kEverywhere,
            {},
            {D::kDelay}},
    KindRow{FaultKind::kDelay, "delay", "the answer comes late", kRequests, {D::kDelay}, {}},
    KindRow{FaultKind::kLoseAnswer,
            "lose-answer",
            "all is done as asked, and the connection ends without the answer",
            kRequests,
            {},
            {D::kDelay}},
    KindRow{FaultKind::kStatus,
            "status",
            "the answer under another status, or with other headers",
            kRequests,
            {},
            {D::kStatus, D::kHeaders, D::kDelay}},
    KindRow{FaultKind::kPass, "pass", "\"pass\" is answered as this", kRenewals, {D::kValue}, {D::kDelay}},
    KindRow{FaultKind::kPassword,
            "password",
            "a renewal that begins is sealed with this password, and the answer says so",
            kRenewals,
            {D::kValue},
            {D::kDelay}},
    KindRow{FaultKind::kUri,
            "uri",
            "\"uri\" is answered as this; {host} and {token} stand for the right ones",
            kRenewals,
            {D::kValue},
            {D::kDelay}},
    KindRow{FaultKind::kReplacement,
            "replacement",
            "another certificate is handed out, under the right password",
            kDownloads,
            {D::kValue},
            {D::kDelay}},
    KindRow{FaultKind::kBom, "bom", "the body begins with a byte order mark of UTF-8", kRequests, {}, {D::kDelay}},
    KindRow{FaultKind::kUtf16, "utf-16", "the body in UTF-16LE, with a byte order mark", kRequests, {}, {D::kDelay}},
    KindRow{FaultKind::kGzip,
            "gzip",
            "the body compressed, whether the client asked for it or not",
            kRequests,
            {},
            {D::kDelay}},
    KindRow{FaultKind::kBase64, "base64", "the body in base64", kRequests, {}, {D::kDelay}},
    KindRow{FaultKind::kContentType,
            "content-type",
            "another Content-Type; an empty one leaves it out",
            kRequests,
            {D::kValue},
            {D::kDelay}},
    KindRow{FaultKind::kFileName,
            "file-name",
            "another name in Content-Disposition; {stem} stands for the right one without .p12",
            kDownloads,
            {D::kValue},
            {D::kDelay}},
    KindRow{FaultKind::kTruncate,
            "truncate",
            "the connection ends after a part of the body, by Content-Length too early",
            kRequests,
            {D::kOctets},
            {D::kDelay}},
    KindRow{FaultKind::kReset,
            "reset",
            "the connection is reset after a part of the body",
            kRequests,
            {D::kOctets},
            {D::kDelay}},
    KindRow{FaultKind::kDrip, "drip", "the answer comes slowly", kRequests, {D::kPerSecond}, {D::kDelay}},
    KindRow{FaultKind::kChunked,
            "chunked",
            "the body comes in chunks, without Content-Length",
            kRequests,
            {},
            {D::kOctets, D::kDelay}},
    KindRow{FaultKind::kContentLength,
            "content-length",
            "Content-Length is off by so much",
            kRequests,
            {D::kOctets},
            {D::kDelay}},
};

constexpr std::array kKindList = [] {
  std::array<FaultKind, kKinds.size()> all{};
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = kKinds[i].kind;
  return all;
}();

struct PlaceRow {
  Place place;
  std::string_view name;
  std::string_view meaning;
};

constexpr std::array kPlaces{
    PlaceRow{Place::kRenewal, "renewal", "POST /api/cert"},
    PlaceRow{Place::kDownload, "download", "GET of a .p12, by a link or in the console; HEAD is none"},
    PlaceRow{Place::kRpc, "rpc", "a JSON-RPC call, by its method or any"},
    PlaceRow{Place::kRest, "rest", "a call of the REST API"},
    PlaceRow{Place::kPages, "pages", "a page of WebORCA, its log-in form or a static file"},
    PlaceRow{Place::kConsole, "console", "a page of the ORCAMO console"},
    PlaceRow{Place::kHandshake, "handshake", "a TLS handshake with a certificate that would have been accepted"},
};

constexpr std::array kPlaceList = [] {
  std::array<Place, kPlaces.size()> all{};
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = kPlaces[i].place;
  return all;
}();

constexpr std::array<std::pair<Replacing, std::string_view>, 6> kReplacings{{
    {Replacing::kSameSerial, "same-serial"},
    {Replacing::kNotLonger, "not-longer"},
    {Replacing::kOtherFacility, "other-facility"},
    {Replacing::kSameKey, "same-key"},
    {Replacing::kOtherAuthority, "other-authority"},
    {Replacing::kServerOnly, "server-only"},
}};

constexpr std::array kReplacingList = [] {
  std::array<Replacing, kReplacings.size()> all{};
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = kReplacings[i].first;
  return all;
}();

constexpr std::array<std::pair<Detail, std::string_view>, 7> kDetails{{
    {Detail::kStatus, "status"},
    {Detail::kBody, "body"},
    {Detail::kHeaders, "headers"},
    {Detail::kValue, "value"},
    {Detail::kOctets, "octets"},
    {Detail::kPerSecond, "per_second"},
    {Detail::kDelay, "delay"},
}};

// What the server writes itself.
constexpr std::array<std::string_view, 4> kOwnHeaders{"connection", "content-length", "date", "transfer-encoding"};

constexpr std::chrono::milliseconds kLongestDelay = std::chrono::minutes(10);
constexpr std::size_t kLongestText = 64 << 10;
constexpr std::uint64_t kLargestCount = 1'000'000'000;

const KindRow& row_of(FaultKind kind) noexcept { return *std::ranges::find(kKinds, kind, &KindRow::kind); }

template <class Rows, class Name>
std::string list_of(const Rows& rows, Name name) {
  std::string list = "use ";
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i > 0) list += i + 1 == rows.size() ? " or " : ", ";
    list += name(rows[i]);
  }
  return list;
}

template <class Rows>
Error unknown(std::string_view name, std::string_view what, const Rows& rows) {
  return Error(Errc::kRequestBadValue, pki::in_quotes(name) + " is no " + std::string(what),
               list_of(rows, [](const auto& row) { return std::string(row.name); }));
}

bool is_given(const Fault& fault, Detail detail) {
  switch (detail) {
    case Detail::kStatus:
      return fault.status.has_value();
    case Detail::kBody:
      return !fault.body.empty();
    case Detail::kHeaders:
      return !fault.headers.empty();
    case Detail::kPerSecond:
      return fault.per_second > 0;
    case Detail::kDelay:
      return fault.delay.count() > 0;
    case Detail::kValue:
    case Detail::kOctets:
      break;
  }
  // An empty value is one, and no octets are a number of them.
  return true;
}

Error bad(std::string text, std::string hint) {
  return Error(Errc::kRequestBadValue, std::move(text), std::move(hint));
}

Result<void> check_numbers(const Fault& fault) {
  if (!std::isfinite(fault.probability) || fault.probability <= 0 || fault.probability > 1) {
    return bad("a probability is above 0 and at most 1", "leave it out for every call");
  }
  if (fault.times && *fault.times == 0)
    return bad("a fault that hits 0 times is none", "leave \"times\" out, or send 1");
  if (fault.status && (*fault.status < 200 || *fault.status > 599)) {
    return bad(std::to_string(*fault.status) + " is no status of an answer", "send one from 200 to 599");
  }
  if (fault.delay.count() < 0 || fault.delay > kLongestDelay) {
    return bad("a delay lasts ten minutes at most", "use \"hang\" for one without an end");
  }
  const auto size = fault.octets < 0 ? -fault.octets : fault.octets;
  const bool fits = fault.per_second <= kLargestCount && size <= static_cast<std::int64_t>(kLargestCount);
  if (!fits) return bad("so many octets are too many", "send a number below a thousand million");
  if (fault.kind == FaultKind::kChunked && fault.octets <= 0) {
    return bad("a chunk has at least one octet", "leave \"octets\" out, or send 1");
  }
  if (fault.kind == FaultKind::kContentLength && fault.octets == 0) {
    return bad("a Content-Length that is off by 0 is right", "send -1 or 1");
  }
  return {};
}

Result<void> check_header(const std::string& name) {
  const bool is_token = !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
  if (!is_token) return bad(pki::in_quotes(name) + " is no name of a header", "use letters, digits, - and _");
  std::string small(name);
  std::ranges::transform(small, small.begin(),
                         [](char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c); });
  if (std::ranges::find(kOwnHeaders, small) == kOwnHeaders.end()) return {};
  return bad("the server writes the header \"" + name + "\" itself", "use content-length or chunked for a wrong one");
}

Result<void> check_texts(const Fault& fault) {
  std::size_t length = fault.body.size() + fault.value.size() + fault.method.size() + fault.serial.size();
  for (const auto& [name, value] : fault.headers) {
    length += name.size() + value.size();
    if (auto checked = check_header(name); !checked) return checked;
  }
  if (length > kLongestText) return bad("the texts of a fault have 65536 octets at most together", "send less");
  return {};
}

}  // namespace

std::string_view place_name(Place place) noexcept { return std::ranges::find(kPlaces, place, &PlaceRow::place)->name; }

std::string_view place_meaning(Place place) noexcept {
  return std::ranges::find(kPlaces, place, &PlaceRow::place)->meaning;
}

Result<Place> parse_place(std::string_view name) {
  const auto* const found = std::ranges::find(kPlaces, name, &PlaceRow::name);
  if (found == kPlaces.end()) return unknown(name, "place for a fault", kPlaces);
  return found->place;
}

std::span<const Place> all_places() noexcept { return kPlaceList; }

std::string_view fault_kind_name(FaultKind kind) noexcept { return row_of(kind).name; }

std::string_view fault_kind_meaning(FaultKind kind) noexcept { return row_of(kind).meaning; }

Result<FaultKind> parse_fault_kind(std::string_view name) {
  const auto* const found = std::ranges::find(kKinds, name, &KindRow::name);
  if (found == kKinds.end()) return unknown(name, "kind of fault", kKinds);
  return found->kind;
}

std::span<const FaultKind> all_fault_kinds() noexcept { return kKindList; }

std::string_view detail_name(Detail detail) noexcept {
  return std::ranges::find(kDetails, detail, &std::pair<Detail, std::string_view>::first)->second;
}

bool takes(FaultKind kind, Detail detail) noexcept {
  return row_of(kind).may_have.has(detail) || row_of(kind).needs.has(detail);
}

bool needs(FaultKind kind, Detail detail) noexcept { return row_of(kind).needs.has(detail); }

std::string_view replacing_name(Replacing replacing) noexcept {
  return std::ranges::find(kReplacings, replacing, &std::pair<Replacing, std::string_view>::first)->second;
}

Result<Replacing> parse_replacing(std::string_view name) {
  for (const auto& [replacing, known] : kReplacings) {
    if (name == known) return replacing;
  }
  return bad(pki::in_quotes(name) + " is nothing that can be wrong with a replacement",
             list_of(kReplacings, [](const auto& row) { return std::string(row.second); }));
}

std::span<const Replacing> all_replacings() noexcept { return kReplacingList; }

std::size_t Share::of_size(std::size_t size) const noexcept {
  switch (of) {
    case Of::kHalf:
      return size / 2;
    case Of::kAllBut:
      return octets < size ? size - octets : 0;
    case Of::kFirst:
      break;
  }
  return std::min<std::size_t>(octets, size);
}

Result<void> check(const Fault& fault) {
  const auto& row = row_of(fault.kind);
  const std::string name(row.name);
  if (!row.places.has(fault.place)) {
    return bad("\"" + name + "\" cannot happen to \"" + std::string(place_name(fault.place)) + "\"",
               list_of(
                   [&] {
                     std::vector<std::string_view> fitting;
                     for (const auto& each : kPlaces) {
                       if (row.places.has(each.place)) fitting.push_back(each.name);
                     }
                     return fitting;
                   }(),
                   [](std::string_view each) { return std::string(each); }));
  }
  if (!fault.method.empty() && fault.place != Place::kRpc) {
    return bad("only an rpc call has a \"method\"", R"(leave it out, or send "where":"rpc")");
  }
  for (const auto& [detail, key] : kDetails) {
    if (row.needs.has(detail) && !is_given(fault, detail)) {
      return bad("\"" + name + "\" needs \"" + std::string(key) + "\"", "send it too");
    }
  }
  if (auto checked = check_numbers(fault); !checked) return checked;
  if (auto checked = check_texts(fault); !checked) return checked;
  if (fault.kind != FaultKind::kReplacement) return {};
  const auto replacing = parse_replacing(fault.value);
  return replacing ? Result<void>() : replacing.error();
}

bool is_about(const Fault& fault, const Call& call) noexcept {
  return fault.place == call.place && (fault.method.empty() || fault.method == call.method) &&
         (fault.facility.empty() || fault.facility == call.facility) &&
         (fault.serial.empty() || fault.serial == call.serial);
}

}  // namespace orcamo::mock

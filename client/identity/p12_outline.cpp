#include "identity/p12_outline.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace orcamo::client {
namespace {

constexpr int kDeepest = 40;  // levels; the deepest honest file, with safes within safes, has fewer than 30

constexpr std::uint8_t kConstructed = 0x20;
constexpr std::uint8_t kInteger = 0x02;
constexpr std::uint8_t kOctets = 0x04;
constexpr std::uint8_t kObject = 0x06;
constexpr std::uint8_t kSequence = 0x30;
constexpr std::uint8_t kExplicit0 = 0xa0;

constexpr std::array<std::uint8_t, 9> kData = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01};  // RFC 5652, 4

// is_string_in_pieces goes by the first octet of a tag: all constructed types of X.680's own but SEQUENCE, SET,
// EXTERNAL and EMBEDDED PDV are strings.
constexpr bool is_string_in_pieces(std::uint8_t tag) noexcept {
  const int number = tag & 0x1f;
  return (tag & 0xe0) == kConstructed && number != 0x10 && number != 0x11 && number != 0x08 && number != 0x0b;
}

struct Element {
  std::size_t offset = 0;
  std::size_t content = 0;
  std::size_t content_end = 0;  // of an indefinite length: where its parent ends
  std::uint8_t tag = 0;         // its first octet
  bool is_indefinite = false;

  bool is_constructed() const noexcept { return (tag & kConstructed) != 0; }
  bool is_end() const noexcept { return tag == 0 && content == content_end; }
};

// Walk goes through elements between two offsets, until one of them cannot be.
class Walk {
 public:
  explicit Walk(pki::BytesView file) : file_(file) {}

  // header reads the tag and the length at `at`; unset after a fault.
  std::optional<Element> header(std::size_t at, std::size_t end) {
    Element element{.offset = at};
    if (at >= end) return fail(at, "ends where something should follow");
    element.tag = file_[at++];
    if ((element.tag & 0x1f) == 0x1f) {
      while (at < end && (file_[at] & 0x80) != 0) ++at;
      ++at;
    }
    if (at >= end) return fail(element.offset, "ends within a tag");
    if (is_string_in_pieces(element.tag)) is_ber = true;
    const std::uint8_t first = file_[at++];
    std::size_t size = first;
    if (first == 0x80) {
      if (!element.is_constructed()) return fail(element.offset, "has a value of no length");
      element.is_indefinite = is_ber = true;
      element.content = at;
      element.content_end = end;
      return element;
    }
    if (first > 0x80) {
      std::size_t octets = first & 0x7f;
      const std::size_t begin = at;
      for (size = 0; octets != 0; --octets) {
        if (at >= end) return fail(element.offset, "ends within a length");
        if (size > file_.size()) break;
        size = size << 8 | file_[at++];
      }
      if (size < 0x80 || file_[begin] == 0) is_ber = true;  // fewer octets would have said it
    }
    if (size > end - at) return fail(element.offset, "announces more octets than there are");
    element.content = at;
    element.content_end = at + size;
    return element;
  }

  // element is the header of what must begin with `tag`.
  std::optional<Element> element(std::size_t at, std::size_t end, std::uint8_t tag) {
    const auto found = header(at, end);
    if (found && found->tag != tag) return fail(at, "has something else where its structure wants one kind of value");
    return found;
  }

  // pass goes over the whole of `element` and what is in it; unset after a fault.
  std::optional<std::size_t> pass(const Element& element, int depth = 0) {
    if (!element.is_constructed()) return element.content_end;
    if (depth >= kDeepest) {
      fault = {element.offset, "nests deeper than " + std::to_string(kDeepest) + " levels", true};
      return std::nullopt;
    }
    std::size_t at = element.content;
    while (element.is_indefinite || at < element.content_end) {
      const auto child = header(at, element.content_end);
      if (!child) return std::nullopt;
      if (element.is_indefinite && child->is_end()) return child->content_end;
      const auto end = pass(*child, depth + 1);
      if (!end) return std::nullopt;
      at = *end;
    }
    return at;
  }

  // inner is the element number `index` within `parent`, all of which has been passed; unset where it has fewer.
  std::optional<Element> inner(const Element& parent, int index) {
    for (std::size_t at = parent.content; parent.is_constructed() && at < parent.content_end; --index) {
      const auto found = header(at, parent.content_end);
      if (!found || (parent.is_indefinite && found->is_end())) return std::nullopt;
      if (index == 0) return found;
      const auto end = pass(*found);
      if (!end) return std::nullopt;
      at = *end;
    }
    return std::nullopt;
  }

  bool is_data(const Element& object) const {
    const auto octets = file_.subspan(object.content, object.content_end - object.content);
    return std::equal(octets.begin(), octets.end(), kData.begin(), kData.end());
  }

  std::optional<P12Outline::Fault> fault;
  bool is_ber = false;

 private:
  std::nullopt_t fail(std::size_t offset, std::string what) {
    fault = {offset, std::move(what)};
    return std::nullopt;
  }

  pki::BytesView file_;
};

// data_of is the content of a ContentInfo of the type data; unset where it is of another type, in pieces, or faulty.
std::optional<Element> data_of(Walk& walk, const Element& info) {
  const auto type = walk.element(info.content, info.content_end, kObject);
  if (!type || !walk.is_data(*type)) return std::nullopt;
  const auto wrapped = walk.element(type->content_end, info.content_end, kExplicit0);
  if (!wrapped) return std::nullopt;
  const auto octets = walk.header(wrapped->content, wrapped->content_end);
  return octets && octets->tag == kOctets ? octets : std::nullopt;
}

// has_pieces tells whether the encrypted content of a part is in pieces: then its tag, [0] IMPLICIT (RFC 5652, 6.1 and
// 8), is constructed as that of a structure is.
bool has_pieces(Walk& walk, const Element& part) {
  std::optional<Element> at = part;
  for (const int index : {1, 0, 1, 2}) {  // [0] EXPLICIT, EncryptedData, encryptedContentInfo, encryptedContent
    if (at) at = walk.inner(*at, index);
  }
  return at && at->tag == kExplicit0;
}

// pass_content goes over what an OCTET STRING holds, which is one element.
void pass_content(Walk& walk, const Element& octets) {
  if (const auto inner = walk.header(octets.content, octets.content_end)) walk.pass(*inner);
}

void outline(Walk& walk, pki::BytesView file, P12Outline& found) {
  const auto whole = walk.element(0, file.size(), kSequence);
  if (!whole) return;
  const auto version = walk.element(whole->content, whole->content_end, kInteger);
  if (!version) return;
  found.safes = found.mac = version->content_end;
  const auto info = walk.element(found.safes, whole->content_end, kSequence);
  if (!info || !walk.element(info->content, info->content_end, kObject) || !walk.pass(*whole)) return;
  found.mac = *walk.pass(*info);

  const auto safe = data_of(walk, *info);
  if (!safe) return;
  const auto list = walk.element(safe->content, safe->content_end, kSequence);
  if (!list || !walk.pass(*list)) return;
  for (std::size_t at = list->content; at < list->content_end;) {
    const auto part = walk.header(at, list->content_end);
    if (!part || part->is_end()) return;
    found.parts.push_back(at);
    if (const auto bags = data_of(walk, *part)) {
      pass_content(walk, *bags);
    } else if (!walk.fault && has_pieces(walk, *part)) {
      walk.is_ber = true;
    }
    if (walk.fault) return;
    at = *walk.pass(*part);
  }
}

}  // namespace

P12Outline outline_p12(pki::BytesView file) {
  Walk walk(file);
  P12Outline found;
  outline(walk, file, found);
  found.fault = walk.fault;
  found.is_ber = walk.is_ber;
  return found;
}

}  // namespace orcamo::client

#include "authority/der.hpp"

#include <charconv>
#include <vector>

namespace orcamo::mock::der {
namespace {

using pki::Bytes;
using pki::BytesView;

constexpr std::uint8_t kInteger = 0x02;
constexpr std::uint8_t kOctetString = 0x04;
constexpr std::uint8_t kNull = 0x05;
constexpr std::uint8_t kObject = 0x06;
constexpr std::uint8_t kSequence = 0x30;
constexpr std::uint8_t kSet = 0x31;
constexpr std::uint8_t kExplicit = 0xa0;

void append_length(Bytes& to, std::size_t length) {
  if (length < 0x80) {
    to.push_back(static_cast<std::uint8_t>(length));
    return;
  }
  int count = 0;
  for (std::size_t rest = length; rest != 0; rest >>= 8) ++count;
  to.push_back(static_cast<std::uint8_t>(0x80 | count));
  while (count-- > 0) to.push_back(static_cast<std::uint8_t>(length >> (8 * count)));
}

// Seven bits an octet, the most significant first.
void append_arc(Bytes& to, std::uint64_t arc) {
  int more = 0;
  for (std::uint64_t rest = arc >> 7; rest != 0; rest >>= 7) ++more;
  for (; more > 0; --more) to.push_back(static_cast<std::uint8_t>(0x80 | ((arc >> (7 * more)) & 0x7f)));
  to.push_back(static_cast<std::uint8_t>(arc & 0x7f));
}

}  // namespace

Bytes join(std::initializer_list<BytesView> parts) {
  Bytes joined;
  std::size_t size = 0;
  for (const BytesView part : parts) size += part.size();
  joined.reserve(size);
  for (const BytesView part : parts) joined.insert(joined.end(), part.begin(), part.end());
  return joined;
}

Bytes element(std::uint8_t tag, BytesView contents) {
  Bytes made;
  made.reserve(contents.size() + 10);
  made.push_back(tag);
  append_length(made, contents.size());
  made.insert(made.end(), contents.begin(), contents.end());
  return made;
}

Bytes sequence(std::initializer_list<BytesView> parts) { return element(kSequence, join(parts)); }
Bytes set(std::initializer_list<BytesView> parts) { return element(kSet, join(parts)); }
Bytes octets(BytesView contents) { return element(kOctetString, contents); }
Bytes null() { return {kNull, 0}; }

Bytes integer(std::int64_t value) {
  Bytes contents;
  int count = 8;
  // The shortest form that keeps the sign.
  while (count > 1) {
    const auto first = static_cast<std::uint8_t>(value >> (8 * (count - 1)));
    const bool next_is_negative = ((value >> (8 * (count - 2))) & 0x80) != 0;
    if (first != (next_is_negative ? 0xff : 0x00)) break;
    --count;
  }
  while (count-- > 0) contents.push_back(static_cast<std::uint8_t>(value >> (8 * count)));
  return element(kInteger, contents);
}

Bytes object(std::string_view dotted) {
  std::vector<std::uint64_t> arcs;
  for (const char* at = dotted.data(); at < dotted.data() + dotted.size();) {
    std::uint64_t arc = 0;
    at = std::from_chars(at, dotted.data() + dotted.size(), arc).ptr + 1;
    arcs.push_back(arc);
  }
  Bytes contents;
  append_arc(contents, arcs[0] * 40 + arcs[1]);
  for (std::size_t i = 2; i < arcs.size(); ++i) append_arc(contents, arcs[i]);
  return element(kObject, contents);
}

Bytes tagged(std::uint8_t number, BytesView inner) {
  return element(static_cast<std::uint8_t>(kExplicit | number), inner);
}

Bytes indefinite(std::uint8_t tag, BytesView contents) {
  const std::uint8_t head[] = {tag, 0x80};
  const std::uint8_t end[] = {0, 0};
  return join({head, contents, end});
}

}  // namespace orcamo::mock::der

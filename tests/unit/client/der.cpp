#include "der.hpp"

#include <charconv>
#include <vector>

namespace orcamo::testing::der {

pki::Bytes join(std::initializer_list<pki::Bytes> parts) {
  pki::Bytes all;
  for (const pki::Bytes& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

pki::Bytes wrap(std::uint8_t tag, const pki::Bytes& content) {
  pki::Bytes out{tag};
  const std::size_t size = content.size();
  if (size < 0x80) {
    out.push_back(static_cast<std::uint8_t>(size));
  } else {
    out.push_back(0x82);
    out.push_back(static_cast<std::uint8_t>(size >> 8));
    out.push_back(static_cast<std::uint8_t>(size));
  }
  out.insert(out.end(), content.begin(), content.end());
  return out;
}

pki::Bytes sequence(std::initializer_list<pki::Bytes> parts) { return wrap(0x30, join(parts)); }
pki::Bytes set(std::initializer_list<pki::Bytes> parts) { return wrap(0x31, join(parts)); }
pki::Bytes octets(const pki::Bytes& content) { return wrap(0x04, content); }
pki::Bytes null() { return {0x05, 0x00}; }

pki::Bytes explicitly(std::uint8_t number, const pki::Bytes& content) {
  return wrap(static_cast<std::uint8_t>(0xa0 | number), content);
}

pki::Bytes integer(std::int64_t value) {
  pki::Bytes content;
  for (int shift = 56; shift >= 0; shift -= 8) content.push_back(static_cast<std::uint8_t>(value >> shift));
  const auto redundant = [&] {
    return content.size() > 1 &&
           ((content[0] == 0x00 && content[1] < 0x80) || (content[0] == 0xff && content[1] >= 0x80));
  };
  while (redundant()) content.erase(content.begin());
  return wrap(0x02, content);
}

pki::Bytes oid(std::string_view dotted) {
  std::vector<std::uint64_t> arcs;
  for (const char* at = dotted.data(); at < dotted.data() + dotted.size(); ++at) {
    at = std::from_chars(at, dotted.data() + dotted.size(), arcs.emplace_back()).ptr;
  }
  arcs[1] += 40 * arcs[0];
  pki::Bytes content;
  for (std::size_t i = 1; i < arcs.size(); ++i) {
    pki::Bytes digits{static_cast<std::uint8_t>(arcs[i] & 0x7f)};
    for (std::uint64_t rest = arcs[i] >> 7; rest != 0; rest >>= 7) {
      digits.insert(digits.begin(), static_cast<std::uint8_t>(0x80 | (rest & 0x7f)));
    }
    content.insert(content.end(), digits.begin(), digits.end());
  }
  return wrap(0x06, content);
}

}  // namespace orcamo::testing::der

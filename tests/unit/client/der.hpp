#pragma once
#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "orcamo/pki/bytes.hpp"

// DER by hand (X.690), for PKCS#12 files that no tool would write.
namespace orcamo::testing::der {

pki::Bytes join(std::initializer_list<pki::Bytes> parts);
pki::Bytes wrap(std::uint8_t tag, const pki::Bytes& content);
pki::Bytes sequence(std::initializer_list<pki::Bytes> parts);
pki::Bytes set(std::initializer_list<pki::Bytes> parts);
pki::Bytes integer(std::int64_t value);
pki::Bytes octets(const pki::Bytes& content);
pki::Bytes explicitly(std::uint8_t number, const pki::Bytes& content);  // [number] EXPLICIT
pki::Bytes oid(std::string_view dotted);
pki::Bytes null();

}  // namespace orcamo::testing::der

#pragma once
#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "orcamo/pki/bytes.hpp"

// DER (X.690), written octet by octet: what is written here may be wrong on purpose.
namespace orcamo::mock::der {

pki::Bytes join(std::initializer_list<pki::BytesView> parts);

// element is one tag with its length and contents.
pki::Bytes element(std::uint8_t tag, pki::BytesView contents);

pki::Bytes sequence(std::initializer_list<pki::BytesView> parts);
pki::Bytes set(std::initializer_list<pki::BytesView> parts);
pki::Bytes integer(std::int64_t value);
pki::Bytes octets(pki::BytesView contents);
pki::Bytes object(std::string_view dotted);  // 1.2.840.113549.1.7.1
pki::Bytes null();
pki::Bytes tagged(std::uint8_t number, pki::BytesView element);  // [number] EXPLICIT

// indefinite is a constructed element of indefinite length (X.690, 8.1.3.6), which BER has and DER has not.
pki::Bytes indefinite(std::uint8_t tag, pki::BytesView contents);

}  // namespace orcamo::mock::der

#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "orcamo/pki/bytes.hpp"

namespace orcamo::mock {

// RFC 4648, section 4, with padding and without line breaks.
std::string encode_base64(pki::BytesView bytes);
std::optional<std::string> decode_base64(std::string_view text);  // unset where `text` is not exactly that

}  // namespace orcamo::mock

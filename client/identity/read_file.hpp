#pragma once
#include <boost/system/result.hpp>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <system_error>

#include "orcamo/pki/bytes.hpp"
#include "orcamo/pki/result.hpp"
#include "orcamo/pki/secret.hpp"

namespace orcamo::client {

// read_file reads a whole file, or whatever else can be read to its end (a pipe). Fails with kFileUnreadable, and with
// kFileTooLarge as soon as more than `limit` octets have come.
pki::Result<pki::Bytes> read_file(const std::filesystem::path& path, std::size_t limit);

// ReadSome is read(2) on an open file: the octets that came, zero at the end, or errno.
using ReadSome = std::function<boost::system::result<std::size_t, std::error_code>(std::span<std::uint8_t> room)>;

// read_to_end does the same through `read`; `name` is what messages call the file.
pki::Result<pki::Bytes> read_to_end(const ReadSome& read, const std::string& name, std::size_t limit);

// read_standard_input does the same with what is left of standard input.
pki::Result<pki::Bytes> read_standard_input(std::size_t limit);

// take_secret moves what was read into a Secret and wipes `octets`.
pki::Secret take_secret(pki::Bytes& octets);

}  // namespace orcamo::client

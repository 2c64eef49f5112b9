#pragma once
#include <cstddef>
#include <filesystem>

#include "orcamo/pki/bytes.hpp"
#include "orcamo/pki/result.hpp"

namespace orcamo::client {

// read_file reads a whole file, or whatever else can be read to its end (a pipe). Fails with kFileUnreadable, and with
// kFileTooLarge as soon as more than `limit` octets have come.
pki::Result<pki::Bytes> read_file(const std::filesystem::path& path, std::size_t limit);

// read_standard_input does the same with what is left of standard input.
pki::Result<pki::Bytes> read_standard_input(std::size_t limit);

}  // namespace orcamo::client

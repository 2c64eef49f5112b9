#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "net/options.hpp"

namespace orcamo::mock {

// ChunkedBody takes the chunked transfer coding off a request's body (RFC 9112, 7.1). It judges a line when the line is
// whole or can no longer be, so that what it says does not depend on how the octets were cut. Chunk extensions and
// trailer fields mean nothing here (RFC 9112, 7.1.1; RFC 9110, 6.5.1): of the former it wants a semicolon in front and
// no control characters, of the latter a name, too.
class ChunkedBody {
 public:
  enum class State {
    kUnfinished,
    kComplete,
    kMalformed,
    kHeadTooLarge,  // all that is neither size nor data is more than Limits::max_header octets
    kBodyTooLarge,  // the chunks are more than Limits::max_body octets
  };

  explicit ChunkedBody(const Limits& limits) : room_(limits.max_body), spare_(limits.max_header) {}

  // take reads on and returns how many octets it used. The others must come again, with more behind them.
  std::size_t take(std::string_view octets);
  State state() const noexcept { return state_; }

  // release hands the body over, without its coding.
  std::string release() { return std::move(text_); }

 private:
  enum class Part { kSize, kData, kDataEnd, kTrailer };

  std::size_t take_line(std::string_view octets);
  std::size_t take_data(std::string_view octets);
  std::size_t take_data_end(std::string_view octets);
  State judge_size(std::string_view line);
  State judge_trailer(std::string_view line);

  State state_ = State::kUnfinished;
  Part part_ = Part::kSize;
  std::string text_;
  std::uint64_t room_;      // octets that chunks may still have
  std::size_t spare_;       // octets that extensions, zeros ahead of a size, and trailer may still have
  std::uint64_t left_ = 0;  // octets of the current chunk to come
};

}  // namespace orcamo::mock

#include "net/chunked_body.hpp"

#include <algorithm>
#include <charconv>

namespace orcamo::mock {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
constexpr std::string_view kSpace = " \t";
constexpr std::size_t kMostDigits = 16;  // of a size of 64 bits; more are zeros in front

// A control character other than a tab has no place in a line (RFC 9110, 5.5).
bool is_control(char octet) {
  const auto value = static_cast<unsigned char>(octet);
  return (value < 0x20 && octet != '\t') || value == 0x7f;
}

// tchar of RFC 9110, 5.6.2.
bool is_token_character(char octet) {
  const bool is_letter = (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z');
  return is_letter || (octet >= '0' && octet <= '9') ||
         std::string_view("!#$%&'*+-.^_`|~").find(octet) != std::string_view::npos;
}

}  // namespace

std::size_t ChunkedBody::take(std::string_view octets) {
  std::size_t used = 0;
  while (state_ == State::kUnfinished) {
    const std::string_view rest = octets.substr(used);
    const std::size_t more = part_ == Part::kData      ? take_data(rest)
                             : part_ == Part::kDataEnd ? take_data_end(rest)
                                                       : take_line(rest);
    if (more == 0) break;
    used += more;
  }
  return used;
}

std::size_t ChunkedBody::take_line(std::string_view octets) {
  const std::size_t end = octets.substr(0, spare_).find('\n');
  if (end == std::string_view::npos) {
    if (octets.size() >= spare_) state_ = State::kHeadTooLarge;
    return 0;
  }
  const std::string_view line = octets.substr(0, end + 1);
  const std::string_view text = line.substr(0, line.size() - std::min(line.size(), kLineEnd.size()));
  if (!line.ends_with(kLineEnd) || std::any_of(text.begin(), text.end(), is_control)) {
    state_ = State::kMalformed;
  } else {
    state_ = part_ == Part::kSize ? judge_size(text) : judge_trailer(text);
  }
  return line.size();
}

ChunkedBody::State ChunkedBody::judge_size(std::string_view line) {
  std::uint64_t size = 0;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), size, 16);
  if (error == std::errc::result_out_of_range) return State::kBodyTooLarge;
  const std::string_view extensions = line.substr(static_cast<std::size_t>(end - line.data()));
  const std::size_t first = extensions.find_first_not_of(kSpace);
  if (error != std::errc() || (first != std::string_view::npos && extensions[first] != ';')) return State::kMalformed;
  if (size > room_) return State::kBodyTooLarge;
  const std::size_t digits = line.size() - extensions.size();
  spare_ -= extensions.size() + digits - std::min(digits, kMostDigits);
  room_ -= size;
  left_ = size;
  part_ = size > 0 ? Part::kData : Part::kTrailer;
  return State::kUnfinished;
}

ChunkedBody::State ChunkedBody::judge_trailer(std::string_view line) {
  if (line.empty()) return State::kComplete;
  const std::size_t name = line.find(':');
  if (name == 0 || name == std::string_view::npos) return State::kMalformed;
  if (!std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(name), is_token_character)) {
    return State::kMalformed;
  }
  spare_ -= line.size() + kLineEnd.size();
  return State::kUnfinished;
}

std::size_t ChunkedBody::take_data(std::string_view octets) {
  const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(left_, octets.size()));
  text_ += octets.substr(0, size);
  left_ -= size;
  if (left_ == 0) part_ = Part::kDataEnd;
  return size;
}

std::size_t ChunkedBody::take_data_end(std::string_view octets) {
  if (octets.substr(0, kLineEnd.size()) != kLineEnd.substr(0, octets.size())) {
    state_ = State::kMalformed;
    return 0;
  }
  if (octets.size() < kLineEnd.size()) return 0;
  part_ = Part::kSize;
  return kLineEnd.size();
}

}  // namespace orcamo::mock

#pragma once
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "identity/utf8.hpp"
#include "orcamo/pki/bytes.hpp"
#include "orcamo/pki/error.hpp"

// What the targets hold against every input, whatever it is.
namespace orcamo::testing {

// claim ends the program, with `what` as the finding, where it does not hold.
inline void claim(bool holds, std::string_view what) {
  if (holds) return;
  std::fprintf(stderr, "claim broken: %.*s\n", static_cast<int>(what.size()), what.data());
  std::abort();
}

inline void claim(bool holds, std::string_view what, std::string_view shown) {
  if (!holds) claim(false, std::string(what) + ": " + std::string(shown));
}

// Longer sentences are not read, and a log has no room for them.
inline constexpr std::size_t kLongestSentence = 1'000;

// is_one_line tells text that every terminal, log and JSON writer takes as it is.
inline bool is_one_line(std::string_view text) {
  if (!client::is_utf8(text)) return false;
  while (!text.empty()) {
    const client::CodePoint point = client::first_code_point(text);
    if (client::is_control(point.value)) return false;
    text.remove_prefix(point.octets);
  }
  return true;
}

// claim_sentence: an error says something, on one line, and not at length.
inline void claim_sentence(const pki::Error& error) {
  const std::string& said = error.message();
  claim(!said.empty(), "an error says something");
  claim(is_one_line(said), "an error is one line of UTF-8", said);
  claim(is_one_line(error.hint()), "a hint is one line of UTF-8", error.hint());
  claim(said.size() <= kLongestSentence, "an error is a sentence and no book", said);
}

// claim_silence: an error does not tell `secret`, which the input does not have.
inline void claim_silence(const pki::Error& error, std::string_view secret) {
  claim(error.message().find(secret) == std::string::npos, "an error does not tell a secret", error.message());
  claim(error.hint().find(secret) == std::string::npos, "a hint does not tell a secret", error.hint());
}

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return pki::as_text(pki::BytesView(data, size));
}

}  // namespace orcamo::testing

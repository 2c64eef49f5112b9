#pragma once
#include <string_view>

namespace orcamo::client {

enum class Language { kEnglish, kJapanese };

// Text is one text for people in both languages.
struct Text {
  std::string_view english;
  std::string_view japanese;

  constexpr std::string_view in(Language language) const noexcept {
    return language == Language::kJapanese ? japanese : english;
  }
};

}  // namespace orcamo::client

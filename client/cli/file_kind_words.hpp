#pragma once
#include "cli/language.hpp"
#include "identity/file_kind.hpp"

namespace orcamo::client {

// kind_words is what `kind` is called in both languages, and advice_words what to do about it.
Text kind_words(const FileKind& kind) noexcept;
Text advice_words(const FileKind& kind) noexcept;

}  // namespace orcamo::client

#include "orcamo/pki/secret.hpp"

#include <openssl/crypto.h>

#include <algorithm>
#include <utility>

namespace orcamo::pki {

Secret Secret::copy_of(std::string_view text) {
  Secret secret;
  secret.text_ = std::make_unique<char[]>(text.size() + 1);
  std::copy(text.begin(), text.end(), secret.text_.get());
  secret.size_ = text.size();
  return secret;
}

Secret Secret::take(std::string& text) {
  Secret secret = copy_of(text);
  OPENSSL_cleanse(text.data(), text.size());
  text.clear();
  return secret;
}

Secret::Secret(Secret&& other) noexcept : text_(std::move(other.text_)), size_(std::exchange(other.size_, 0)) {}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    wipe();
    text_ = std::move(other.text_);
    size_ = std::exchange(other.size_, 0);
  }
  return *this;
}

Secret::~Secret() { wipe(); }

std::string_view Secret::reveal() const noexcept {
  return text_ ? std::string_view(text_.get(), size_) : std::string_view("");
}

bool Secret::equals(std::string_view text) const noexcept {
  return text.size() == size_ && (size_ == 0 || CRYPTO_memcmp(text_.get(), text.data(), size_) == 0);
}

void Secret::wipe() noexcept {
  if (text_) OPENSSL_cleanse(text_.get(), size_);
}

}  // namespace orcamo::pki

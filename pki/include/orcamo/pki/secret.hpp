#pragma once
#include <cstddef>
#include <iosfwd>
#include <memory>
#include <string>
#include <string_view>

namespace orcamo::pki {

// Secret owns a password or key text: wiped on destruction, moved but not copied, never printed.
// It may hold any octets and is always followed by a NUL, for C interfaces.
class Secret {
 public:
  Secret() noexcept = default;
  static Secret copy_of(std::string_view text);

  // take moves the text in and wipes `text`.
  static Secret take(std::string& text);

  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret();

  // clone makes the second copy explicit at the place that wants it.
  Secret clone() const { return copy_of(reveal()); }

  // reveal borrows the text. Callers pass it on at once and keep no copy.
  std::string_view reveal() const noexcept;
  bool empty() const noexcept { return size_ == 0; }

  // equals takes the same time wherever the texts differ.
  bool equals(std::string_view text) const noexcept;

 private:
  void wipe() noexcept;

  std::unique_ptr<char[]> text_;
  std::size_t size_ = 0;
};

std::ostream& operator<<(std::ostream&, const Secret&) = delete;

}  // namespace orcamo::pki

#pragma once
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "identity/p12_contents.hpp"
#include "identity/p12_outline.hpp"

namespace orcamo::client {

// P12Slip is a fault that most programs overlook: they read the file as if it were not there.
enum class P12Slip {
  kTrailingOctets,  // behind the file, from P12Notes::offset on
  kVersion,         // another one than 3, in the octet at P12Notes::offset
};

// P12Notes is what a reader finds out on its way to the identity, or to the reason why there is none.
struct P12Notes {
  P12Outline outline = {};
  std::optional<std::size_t> offset = {};  // where a malformed file makes no sense: an octet, or the part that has it
  std::optional<P12Slip> slip = {};
  bool is_mac_checked = false;
  P12Password::Form form = P12Password::Form::kUsual;  // of the password that opened something
  bool is_nested = false;                              // a key or certificate was found in a safe within a safe
  bool has_bad_mac = false;                            // the password opens a part, and did not make the MAC
  bool has_two_passwords = false;                      // the password made the MAC, and does not open a part
  std::vector<P12Contents::Key> keys = {};
  std::vector<P12Contents::Certificate> certificates = {};
  std::vector<P12Algorithm> algorithms = {};

  void take(P12Contents&& contents) {
    keys = std::move(contents.keys);
    certificates = std::move(contents.certificates);
    algorithms = std::move(contents.algorithms);
    is_nested = contents.is_nested();
    form = contents.form();
  }
};

}  // namespace orcamo::client

#include "world/token.hpp"

#include <string_view>

namespace orcamo::mock {
namespace {

constexpr std::string_view kAlphanumerics = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

}  // namespace

std::string random_token(const pki::Randomness& randomness) {
  return std::string(randomness.text(32, kAlphanumerics).reveal());
}

pki::Secret random_password(const pki::Randomness& randomness) { return randomness.text(10, kAlphanumerics); }

}  // namespace orcamo::mock

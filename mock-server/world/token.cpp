#include "world/token.hpp"

#include <string_view>

#include "orcamo/pki/random.hpp"

namespace orcamo::mock {
namespace {

constexpr std::string_view kAlphanumerics = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

}  // namespace

std::string random_token() { return std::string(pki::random_text(32, kAlphanumerics).reveal()); }

pki::Secret random_password() { return pki::random_text(10, kAlphanumerics); }

}  // namespace orcamo::mock

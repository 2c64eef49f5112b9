#pragma once
#include <optional>
#include <string_view>

#include "orcamo/pki/certificate.hpp"

namespace orcamo::client {

// is_for_login tells whether a store takes the certificate for somebody's: it is no authority's and not for servers
// alone.
bool is_for_login(const pki::Certificate& certificate) noexcept;

// unfit_for_login is why a server that verifies takes the certificate for no client's, whatever its dates and issuer:
// "its extended key usage lacks clientAuth". Unset: it does.
std::optional<std::string_view> unfit_for_login(const pki::Certificate& certificate) noexcept;

// is_weak tells whether its key or its signature has less than 112 bits of security (RSA of 1024 bits, SHA-1): OpenSSL
// presents no such certificate where it is set as Debian sets it, to security level 2.
bool is_weak(const pki::Certificate& certificate) noexcept;

}  // namespace orcamo::client

#include "orcamo/pki/openssl/handles.hpp"

#include <openssl/err.h>

namespace orcamo::pki {

Error take_error(Errc code, std::string_view doing) {
  // The first error is the telling one: what follows only says which callers gave up.
  const unsigned long first = ERR_get_error();
  ERR_clear_error();
  std::string message(doing);
  if (const char* reason = first != 0 ? ERR_reason_error_string(first) : nullptr) message += std::string(": ") + reason;
  return Error(code, std::move(message));
}

std::string contents(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return size > 0 ? std::string(data, static_cast<std::size_t>(size)) : std::string();
}

}  // namespace orcamo::pki

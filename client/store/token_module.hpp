#pragma once
#include <libp11.h>
#include <pkcs11.h>

#include <mutex>
#include <string>
#include <vector>

#include "orcamo/pki/result.hpp"

namespace orcamo::client {

// TokenModule is a PKCS#11 library that is loaded and initialized. A process has one of each library, since it may
// initialize it once, and keeps it to its end: keys sign with it wherever they have got to.
class TokenModule {
 public:
  // load fails with kMissingHere. `path` empty: p11-kit.
  static pki::Result<TokenModule*> load(const std::string& path);

  TokenModule(const TokenModule&) = delete;
  TokenModule& operator=(const TokenModule&) = delete;

  const CK_FUNCTION_LIST& functions() const noexcept { return *functions_; }

  // each_key calls `choose` with each of the private keys that libp11 sees on the token in `slot`, the youngest first,
  // until it is satisfied. libp11 keeps one list for all, so that one thread at a time is in here.
  template <class Choose>
  void each_key(CK_SLOT_ID slot, Choose choose) {
    const std::lock_guard<std::mutex> turn(turn_);
    PKCS11_SLOT* const native = slot_with(slot);
    PKCS11_KEY* keys = nullptr;
    unsigned int count = 0;
    if (native == nullptr || PKCS11_enumerate_keys(native->token, &keys, &count) != 0) return;
    while (count > 0 && !choose(keys[--count])) {
    }
  }

 private:
  TokenModule(CK_FUNCTION_LIST* functions, PKCS11_CTX* context) : functions_(functions), context_(context) {}
  PKCS11_SLOT* seen_with(CK_SLOT_ID id) const;
  PKCS11_SLOT* slot_with(CK_SLOT_ID id);

  // Slots are what libp11 saw of them at one time, and stay: keys refer to them.
  struct Slots {
    PKCS11_SLOT* first;
    unsigned int count;
  };

  CK_FUNCTION_LIST* functions_;
  PKCS11_CTX* context_;
  std::vector<Slots> seen_;
  std::mutex turn_;
};

}  // namespace orcamo::client

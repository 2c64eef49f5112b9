#include "store/token_module.hpp"

#include <dlfcn.h>
#include <openssl/err.h>

#include <map>
#include <utility>
#include <vector>

namespace orcamo::client {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

// p11-kit's proxy shows the tokens of all modules that this computer is set up for; its library is one, too.
const std::vector<std::string>& usual_modules() {
  static const std::vector<std::string> names = {"p11-kit-proxy.so", "libp11-kit.so.0"};
  return names;
}

struct Loaded {
  std::mutex turn;
  std::map<std::string, TokenModule*> modules;
};

Loaded& loaded() {
  static Loaded* const all = new Loaded;  // never destroyed: see the class
  return *all;
}

Error missing(const std::string& path, std::string why) {
  return Error(Errc::kMissingHere, "the PKCS#11 module " + path + " cannot be used: " + std::move(why),
               "install the token's software, and name its library: ?module-path=/usr/lib/name.so");
}

}  // namespace

Result<TokenModule*> TokenModule::load(const std::string& path) {
  Loaded& all = loaded();
  const std::lock_guard<std::mutex> turn(all.turn);
  if (const auto known = all.modules.find(path); known != all.modules.end()) return known->second;

  const std::vector<std::string> names = path.empty() ? usual_modules() : std::vector<std::string>{path};
  std::string why = "there is none";
  for (const std::string& name : names) {
    void* const library = dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) {
      const char* const reason = dlerror();
      why = reason != nullptr ? reason : "it cannot be loaded";
      continue;
    }
    const auto get = reinterpret_cast<CK_C_GetFunctionList>(dlsym(library, "C_GetFunctionList"));
    CK_FUNCTION_LIST* functions = nullptr;
    if (get == nullptr || get(&functions) != CKR_OK) {
      why = "it is no PKCS#11 library";
      dlclose(library);
      continue;
    }
    PKCS11_CTX* const context = PKCS11_CTX_new();
    if (context == nullptr || PKCS11_CTX_load(context, name.c_str()) != 0) {
      ERR_clear_error();
      why = "it cannot be initialized";
      if (context != nullptr) PKCS11_CTX_free(context);
      dlclose(library);
      continue;
    }
    auto* const module = new TokenModule(functions, context);
    all.modules.emplace(path, module);
    return module;
  }
  return missing(path.empty() ? "of p11-kit" : path, why);
}

PKCS11_SLOT* TokenModule::seen_with(CK_SLOT_ID id) const {
  for (const Slots& slots : seen_) {
    for (PKCS11_SLOT* slot = slots.first; slot != slots.first + slots.count; ++slot) {
      if (slot->token != nullptr && PKCS11_get_slotid_from_slot(slot) == id) return slot;
    }
  }
  return nullptr;
}

PKCS11_SLOT* TokenModule::slot_with(CK_SLOT_ID id) {
  if (PKCS11_SLOT* const slot = seen_with(id)) return slot;
  Slots now{nullptr, 0};
  if (PKCS11_enumerate_slots(context_, &now.first, &now.count) != 0) return nullptr;
  seen_.push_back(now);
  return seen_with(id);
}

}  // namespace orcamo::client

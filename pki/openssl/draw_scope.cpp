#include "orcamo/pki/openssl/draw_scope.hpp"

#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/provider.h>
#include <openssl/rand.h>

#include <atomic>
#include <exception>
#include <stdexcept>
#include <utility>

#include "orcamo/pki/openssl/handles.hpp"

namespace orcamo::pki {
namespace {

constexpr const char* kProviderName = "orcamo-seeded";
constexpr const char* kGeneratorName = "ORCAMO-SEEDED";

std::atomic<std::uint64_t> draws{0};
thread_local DrawScope* innermost = nullptr;

}  // namespace

// SeededGenerator is a random generator in the form that OpenSSL asks of a provider (provider-rand(7)). It has no state
// of its own: it passes on what the innermost scope of the thread has to give, and fails where there is none.
struct SeededGenerator {
  static int generate(void*, unsigned char* to, std::size_t count, unsigned, int, const unsigned char*,
                      std::size_t) noexcept {
    DrawScope* const scope = innermost;
    if (scope == nullptr) return 0;
    try {
      scope->randomness_.fill({to, count}, scope->drawn_);
    } catch (const std::exception&) {
      return 0;
    }
    scope->drawn_ += count;
    draws.fetch_add(1, std::memory_order_relaxed);
    return 1;
  }

  static void* create(void* provider, void*, const OSSL_DISPATCH*) noexcept { return provider; }
  static void destroy(void*) noexcept {}
  static int instantiate(void*, unsigned, int, const unsigned char*, std::size_t, const OSSL_PARAM*) noexcept {
    return 1;
  }
  static int uninstantiate(void*) noexcept { return 1; }
  static int enable_locking(void*) noexcept { return 1; }
  static int lock(void*) noexcept { return 1; }
  static void unlock(void*) noexcept {}

  static int get_parameters(void*, OSSL_PARAM* parameters) noexcept {
    constexpr unsigned kStrength = 256;  // as much as anything asks for; a seed has what it has
    constexpr std::size_t kMostAtOnce = 1 << 16;
    OSSL_PARAM* const state = OSSL_PARAM_locate(parameters, OSSL_RAND_PARAM_STATE);
    OSSL_PARAM* const strength = OSSL_PARAM_locate(parameters, OSSL_RAND_PARAM_STRENGTH);
    OSSL_PARAM* const most = OSSL_PARAM_locate(parameters, OSSL_RAND_PARAM_MAX_REQUEST);
    return (state == nullptr || OSSL_PARAM_set_int(state, EVP_RAND_STATE_READY) == 1) &&
           (strength == nullptr || OSSL_PARAM_set_uint(strength, kStrength) == 1) &&
           (most == nullptr || OSSL_PARAM_set_size_t(most, kMostAtOnce) == 1);
  }
};

namespace {

using AnyFunction = void (*)();

template <class Function>
AnyFunction any(Function* function) noexcept {
  return reinterpret_cast<AnyFunction>(function);
}

const OSSL_ALGORITHM* operations(void*, int operation, int* no_cache) noexcept {
  static const OSSL_DISPATCH functions[] = {
      {OSSL_FUNC_RAND_NEWCTX, any(SeededGenerator::create)},
      {OSSL_FUNC_RAND_FREECTX, any(SeededGenerator::destroy)},
      {OSSL_FUNC_RAND_INSTANTIATE, any(SeededGenerator::instantiate)},
      {OSSL_FUNC_RAND_UNINSTANTIATE, any(SeededGenerator::uninstantiate)},
      {OSSL_FUNC_RAND_GENERATE, any(SeededGenerator::generate)},
      {OSSL_FUNC_RAND_ENABLE_LOCKING, any(SeededGenerator::enable_locking)},
      {OSSL_FUNC_RAND_LOCK, any(SeededGenerator::lock)},
      {OSSL_FUNC_RAND_UNLOCK, any(SeededGenerator::unlock)},
      {OSSL_FUNC_RAND_GET_CTX_PARAMS, any(SeededGenerator::get_parameters)},
      {0, nullptr},
  };
  static const OSSL_ALGORITHM generators[] = {
      {kGeneratorName, "provider=orcamo-seeded", functions, nullptr},
      {nullptr, nullptr, nullptr, nullptr},
  };
  *no_cache = 0;
  return operation == OSSL_OP_RAND ? generators : nullptr;
}

int start_provider(const OSSL_CORE_HANDLE* handle, const OSSL_DISPATCH*, const OSSL_DISPATCH** functions,
                   void** provider) noexcept {
  static const OSSL_DISPATCH provided[] = {{OSSL_FUNC_PROVIDER_QUERY_OPERATION, any(operations)}, {0, nullptr}};
  *functions = provided;
  *provider = const_cast<OSSL_CORE_HANDLE*>(handle);  // any pointer but null: there is no state
  return 1;
}

OSSL_LIB_CTX* make_seeded_context() {
  Handle<OSSL_LIB_CTX, OSSL_LIB_CTX_free> context(OSSL_LIB_CTX_new());
  if (!context || OSSL_PROVIDER_add_builtin(context.get(), kProviderName, start_provider) != 1 ||
      OSSL_PROVIDER_load(context.get(), kProviderName) == nullptr ||
      OSSL_PROVIDER_load(context.get(), "default") == nullptr ||
      RAND_set_DRBG_type(context.get(), kGeneratorName, nullptr, nullptr, nullptr) != 1) {
    throw std::runtime_error(take_error(Errc::kCryptoFailed, "making the context for seeded draws").message());
  }
  return context.release();
}

// One for the process, for its whole life: a context is dear, and threads may be drawing until the end.
OSSL_LIB_CTX* seeded_context() {
  static OSSL_LIB_CTX* const context = make_seeded_context();
  return context;
}

}  // namespace

DrawScope::DrawScope(const Randomness& randomness) : randomness_(randomness) {
  if (!randomness_.is_seeded()) return;
  context_ = seeded_context();
  outer_ = std::exchange(innermost, this);
}

DrawScope::~DrawScope() {
  if (context_ != nullptr) innermost = outer_;
}

std::uint64_t seeded_draws() noexcept { return draws.load(std::memory_order_relaxed); }

}  // namespace orcamo::pki

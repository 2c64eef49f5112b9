#include <malloc.h>
#include <openssl/ec.h>
#include <openssl/evp.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "figures.hpp"
#include "orcamo/pki/openssl/handles.hpp"
#include "world/world.hpp"

// How long it takes to make a sandbox, beside what its keys and signatures alone take bare OpenSSL, and what memory
// many of them hold. Usage: sandbox_bench [SANDBOXES]
namespace orcamo::bench {
namespace {

// A sandbox has a root, an issuing authority and a server certificate.
constexpr int kKeys = 3;

void make_keys_and_signatures() {
  for (int i = 0; i < kKeys; ++i) {
    const pki::PKey key(EVP_EC_gen("P-256"));
    EVP_MD_CTX* const context = EVP_MD_CTX_new();
    std::array<unsigned char, 700> certificate{};  // of the usual length
    std::array<unsigned char, 80> signature{};
    std::size_t length = signature.size();
    if (EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, key.get()) != 1 ||
        EVP_DigestSign(context, signature.data(), &length, certificate.data(), certificate.size()) != 1) {
      std::fprintf(stderr, "OpenSSL does not sign\n");
      std::exit(EXIT_FAILURE);
    }
    EVP_MD_CTX_free(context);
  }
}

void run(std::size_t count) {
  const pki::SystemClock real;
  const auto world = expect(mock::World::create(real, {.max_sandboxes = count + 1}), "creating the world");
  Sample creation;
  Sample bare;
  ::malloc_trim(0);
  const double before = resident();
  for (std::size_t i = 0; i < count; ++i) {
    bare.time(make_keys_and_signatures);
    creation.time([&] { expect(world->add({.id = "bench" + std::to_string(i)}), "adding a sandbox"); });
  }
  const double held = resident() - before;

  std::printf("sandbox_creation count=%zu median_milliseconds=%.3f p99_milliseconds=%.3f\n", count, creation.at(0.5),
              creation.at(0.99));
  std::printf("keys_and_signatures_alone median_milliseconds=%.3f creation_ratio=%.2f\n", bare.at(0.5),
              creation.at(0.5) / bare.at(0.5));
  std::printf("sandbox_memory count=%zu megabytes=%.1f kilobytes_each=%.1f\n", count, held / 1e6,
              held / 1e3 / static_cast<double>(count));
}

}  // namespace
}  // namespace orcamo::bench

int main(int argc, char** argv) {
  const long count = argc > 1 ? std::atol(argv[1]) : 1'000;
  if (count < 1) {
    std::fprintf(stderr, "usage: sandbox_bench [SANDBOXES]\n");
    return 2;
  }
  orcamo::bench::run(static_cast<std::size_t>(count));
  return EXIT_SUCCESS;
}

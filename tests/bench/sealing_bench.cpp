#include <time.h>

#include <cstdio>
#include <cstdlib>

#include "authority/certificate_authority.hpp"
#include "authority/pkcs12_writer.hpp"
#include "figures.hpp"
#include "orcamo/pki/openssl/handles.hpp"

// How long issuing a certificate and sealing it takes, beside what the two calls of OpenSSL that it cannot do without
// take alone, with the same key, certificate and parameters. Usage: sealing_bench [ROUNDS]
namespace orcamo::bench {
namespace {

constexpr const char* kPassword = "correctHorse";
constexpr int kIterations = 2048;

struct Algorithms {
  const char* name;
  mock::P12Profile profile;  // its MAC is with SHA-256: PKCS12_create makes no other
  int encryption;            // NID
};

// Of this thread, in milliseconds: what others do to the machine meanwhile does not count.
double thread_time() {
  timespec spent{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
  return 1e3 * static_cast<double>(spent.tv_sec) + 1e-6 * static_cast<double>(spent.tv_nsec);
}

template <class Work>
void measure(Sample& sample, const Work& work) {
  const double before = thread_time();
  work();
  sample.add(thread_time() - before);
}

[[noreturn]] void give_up(const char* what) {
  std::fprintf(stderr, "OpenSSL does not %s\n", what);
  std::exit(EXIT_FAILURE);
}

// Bench does both in turn, each first as often as the other.
class Bench {
 public:
  void compare(const Algorithms& algorithms, int rounds) const {
    Sample ours;
    Sample theirs;
    for (int round = -10; round < rounds; ++round) {
      if (round == 0) ours = theirs = Sample();
      const bool ours_first = round % 2 == 0;
      if (ours_first) measure(ours, [&] { issue_and_seal(algorithms); });
      measure(theirs, [&] { sign_and_create(algorithms); });
      if (!ours_first) measure(ours, [&] { issue_and_seal(algorithms); });
    }
    const double ratio = ours.at(0.5) / theirs.at(0.5);
    std::printf("%s_median_processor_ms=%.3f\n%s_bare_median_processor_ms=%.3f\n%s_to_bare=%.3f\n", algorithms.name,
                ours.at(0.5), algorithms.name, theirs.at(0.5), algorithms.name, ratio);
  }

 private:
  void issue_and_seal(const Algorithms& algorithms) const {
    const auto credential =
        expect(authority_.issue_client(subject_, issued_.certificate.validity(), key_, "482913"), "issuing");
    expect(mock::seal_pkcs12(credential, kPassword, algorithms.profile, "client001"), "sealing");
  }

  void sign_and_create(const Algorithms& algorithms) const {
    const pki::X509Handle certificate(X509_dup(pki::NativeAccess::native(issued_.certificate)));
    if (!certificate || X509_sign(certificate.get(), pki::NativeAccess::native(signer_), EVP_sha256()) == 0) {
      give_up("sign");
    }
    const pki::BorrowingX509Stack chain(sk_X509_new_null());
    sk_X509_push(chain.get(), pki::NativeAccess::native(issued_.chain.at(0)));
    const pki::Pkcs12 file(PKCS12_create(kPassword, "client001", pki::NativeAccess::native(key_),
                                         pki::NativeAccess::native(issued_.certificate), chain.get(),
                                         algorithms.encryption, algorithms.encryption, kIterations, kIterations, 0));
    unsigned char* octets = nullptr;
    if (!file || i2d_PKCS12(file.get(), &octets) <= 0) give_up("seal");
    OPENSSL_free(octets);
  }

  const mock::CertificateAuthority authority_ = expect(mock::CertificateAuthority::create("bench"), "an authority");
  const pki::PrivateKey signer_ = authority_.material().issuing_key;
  const pki::PrivateKey key_ = expect(pki::PrivateKey::generate(pki::KeyType::kP256), "a key");
  const mock::SubjectName subject_{.organization = "u00000001", .common_name = "client001"};
  const pki::Validity validity_{expect(pki::parse_rfc3339("2031-02-03T04:05:06Z"), "a date"),
                                expect(pki::parse_rfc3339("2034-02-03T04:05:06Z"), "a date")};
  const pki::Credential issued_ = expect(authority_.issue_client(subject_, validity_, key_, "482913"), "issuing");
};

}  // namespace
}  // namespace orcamo::bench

int main(int argc, char** argv) {
  using namespace orcamo;
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 500;
  if (argc > 2 || rounds <= 0) {
    std::fprintf(stderr, "usage: sealing_bench [ROUNDS]\n");
    return EXIT_FAILURE;
  }
  const bench::Bench bench;
  bench.compare({"aes", mock::P12Profile::kModern2023, NID_aes_256_cbc}, rounds);
  mock::P12Profile triple_des = mock::P12Profile::kLegacyDes;
  triple_des.mac = mock::P12Profile::kModern2023.mac;
  bench.compare({"triple_des", triple_des, NID_pbe_WithSHA1And3_Key_TripleDES_CBC}, rounds);
  return EXIT_SUCCESS;
}

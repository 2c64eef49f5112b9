#include <openssl/err.h>
#include <openssl/ssl.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include "figures.hpp"
#include "net/handshake_record.hpp"
#include "net/tls_context.hpp"
#include "orcamo/mock/server.hpp"
#include "orcamo/pki/openssl/handles.hpp"
#include "peer.hpp"

// How many mutual-TLS handshakes there are in a second, full ones, P-256 on both sides, with client certificates that
// are verified: by bare OpenSSL, by this server's TLS context, both in one thread over memory, and by the whole server
// over sockets. Usage: handshake_bench [HANDSHAKES]
namespace orcamo::bench {
namespace {

using mock::Ssl;
using mock::World;

constexpr int kRounds = 10;  // bare OpenSSL and the others take turns

void must(bool done, const char* what) {
  if (done) return;
  std::fprintf(stderr, "%s\n", pki::take_error(pki::Errc::kCryptoFailed, what).message().c_str());
  std::exit(EXIT_FAILURE);
}

void use(SSL_CTX* context, const pki::Credential& credential) {
  must(SSL_CTX_use_certificate(context, pki::NativeAccess::native(credential.certificate)) == 1, "certificate");
  must(SSL_CTX_use_PrivateKey(context, pki::NativeAccess::native(credential.key)) == 1, "key");
  for (const pki::Certificate& link : credential.chain) {
    must(SSL_CTX_add1_chain_cert(context, pki::NativeAccess::native(link)) == 1, "chain");
  }
}

void trust(SSL_CTX* context, const pki::Certificate& root) {
  must(X509_STORE_add_cert(SSL_CTX_get_cert_store(context), pki::NativeAccess::native(root)) == 1, "root");
}

pki::SslContext client_context(int version, const pki::Credential& credential, const pki::Certificate& root) {
  pki::SslContext context(SSL_CTX_new(TLS_client_method()));
  must(SSL_CTX_set_min_proto_version(context.get(), version) == 1, "version");
  must(SSL_CTX_set_max_proto_version(context.get(), version) == 1, "version");
  use(context.get(), credential);
  trust(context.get(), root);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  return context;
}

// What one writes who needs mutual TLS and nothing else; without resumption, as this server's default is.
pki::SslContext bare_context(const pki::Credential& credential, const pki::Certificate& root) {
  pki::SslContext context(SSL_CTX_new(TLS_server_method()));
  use(context.get(), credential);
  trust(context.get(), root);
  SSL_CTX_set_mode(context.get(), SSL_MODE_NO_AUTO_CHAIN);
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_TICKET);
  SSL_CTX_set_num_tickets(context.get(), 0);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  return context;
}

// Client and server in one thread, joined by memory.
void shake(SSL* client, SSL* server) {
  BIO* client_end = nullptr;
  BIO* server_end = nullptr;
  BIO_new_bio_pair(&client_end, 0, &server_end, 0);
  SSL_set_bio(client, client_end, client_end);
  SSL_set_bio(server, server_end, server_end);
  for (int round = 0; round < 10; ++round) {
    const int connected = SSL_connect(client);
    if (SSL_accept(server) == 1 && connected == 1) return;
  }
  must(false, "shaking hands");
}

Ssl new_client(SSL_CTX* context) {
  Ssl client(SSL_new(context));
  SSL_set_tlsext_host_name(client.get(), "localhost");
  SSL_set1_host(client.get(), "localhost");
  return client;
}

void shake_with_bare(SSL_CTX* client_side, SSL_CTX* server_side) {
  const Ssl client = new_client(client_side);
  const Ssl server(SSL_new(server_side));
  shake(client.get(), server.get());
}

void shake_with_context(SSL_CTX* client_side, const mock::TlsContext& server_side, World& world) {
  const Ssl client = new_client(client_side);
  mock::HandshakeRecord record(world);
  const Ssl server(SSL_new(server_side.native()));
  record.attach(server.get());
  shake(client.get(), server.get());
  record.conclude(server.get(), mock::HandshakeEnd::kComplete, 0);
}

void shake_with_server(SSL_CTX* client_side, std::uint16_t port) {
  mock::Peer peer(port);
  const Ssl client = new_client(client_side);
  SSL_set_fd(client.get(), peer.descriptor());
  must(SSL_connect(client.get()) == 1, "connecting");
  constexpr std::string_view kLast = "HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  must(SSL_write(client.get(), kLast.data(), static_cast<int>(kLast.size())) > 0, "asking");
  char octet = 0;
  must(SSL_read(client.get(), &octet, 1) == 1, "hearing");
}

// Measured is the handshakes of one kind: as the clock on the wall has it, and as the processors do.
struct Measured {
  Sample took;
  Sample worked;

  template <class Work>
  void time(int count, Work work) {
    const double before = processor_time();
    const auto start = SteadyClock::now();
    for (int i = 0; i < count; ++i) work();
    took.add(milliseconds_since(start) / count);
    worked.add((processor_time() - before) / count);
  }
  double per_second() { return 1000 / took.at(0.5); }
};

void measure(int version, int count) {
  const pki::SystemClock real;
  const auto server = expect(mock::Server::start({}, real), "starting the server");
  mock::Sandbox& sandbox = server->world().default_sandbox();
  const pki::Credential mine = expect(sandbox.issue({}), "issuing a certificate")->credential;
  const auto& root = server->world().server_authority().root();
  const auto served = server->world().server_credential(sandbox.id());

  const pki::SslContext client = client_context(version, mine, root);
  const pki::SslContext bare = bare_context(*served, sandbox.authority().root());
  const mock::TlsContext context = expect(mock::TlsContext::create(server->world()), "making the context");

  Measured by_bare;
  Measured by_context;
  Measured by_server;
  const int each = std::max(1, count / kRounds);
  for (int round = 0; round < kRounds; ++round) {
    by_bare.time(each, [&] { shake_with_bare(client.get(), bare.get()); });
    by_context.time(each, [&] { shake_with_context(client.get(), context, server->world()); });
    by_server.time(each, [&] { shake_with_server(client.get(), server->port()); });
  }
  const char* const name = version == TLS1_2_VERSION ? "1.2" : "1.3";
  std::printf("handshake tls=%s by=bare_openssl per_second=%.0f\n", name, by_bare.per_second());
  std::printf("handshake tls=%s by=tls_context per_second=%.0f processor_time_to_bare=%.2f\n", name,
              by_context.per_second(), by_context.worked.at(0.5) / by_bare.worked.at(0.5));
  std::printf("handshake tls=%s by=server_with_one_request per_second=%.0f processor_time_to_bare=%.2f\n", name,
              by_server.per_second(), by_server.worked.at(0.5) / by_bare.worked.at(0.5));
}

}  // namespace
}  // namespace orcamo::bench

int main(int argc, char** argv) {
  const int count = argc > 1 ? std::atoi(argv[1]) : 5'000;
  if (count < 1) {
    std::fprintf(stderr, "usage: handshake_bench [HANDSHAKES]\n");
    return 2;
  }
  std::signal(SIGPIPE, SIG_IGN);
  orcamo::bench::measure(TLS1_2_VERSION, count);
  orcamo::bench::measure(TLS1_3_VERSION, count);
  return EXIT_SUCCESS;
}

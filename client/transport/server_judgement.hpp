#pragma once
#include <optional>
#include <string>

#include "orcamo/pki/openssl/handles.hpp"
#include "orcamo/pki/time.hpp"
#include "transport/url.hpp"

namespace orcamo::client {

// ServerJudgement judges the server's certificate of one connection: its chain, its dates at the given time, and that
// it was made out to the host of the address (RFC 6125; addresses too). It remembers why it refused, since OpenSSL
// itself keeps no more than a number. Stays where it is and outlives the handshake.
class ServerJudgement {
 public:
  ServerJudgement(const Url& url, pki::TimePoint now) : url_(url), now_(now) {}
  ServerJudgement(const ServerJudgement&) = delete;
  ServerJudgement& operator=(const ServerJudgement&) = delete;

  // attach makes `ssl` ask this judgement, and send the host's name (SNI). Fails with kCryptoFailed.
  pki::Result<void> attach(SSL* ssl);

  bool refused() const noexcept { return refusal_.has_value(); }

  // The refusal in words, kServerNotTrusted. Only after a refusal.
  pki::Error error() const;

 private:
  struct Refusal {
    int code = 0;  // X509_V_ERR_…
    std::string subject;
    std::string issuer;
    std::optional<pki::Validity> validity;
    std::string names;  // what the server's own certificate was made out to
  };

  static int on_verify(int ok, X509_STORE_CTX* context);
  bool judge(X509_STORE_CTX* context);

  Url url_;
  pki::TimePoint now_;
  std::optional<Refusal> refusal_;
};

}  // namespace orcamo::client

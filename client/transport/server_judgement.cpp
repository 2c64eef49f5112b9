#include "transport/server_judgement.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <vector>

#include "identity/printable.hpp"

namespace orcamo::client {
namespace {

constexpr std::size_t kShownNames = 400;  // octets

using GeneralNames = pki::Handle<GENERAL_NAMES, GENERAL_NAMES_free>;

// The one slot in an SSL where its judgement is found again.
int judgement_slot() {
  static const int slot = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return slot;
}

std::string address_text(const ASN1_OCTET_STRING& octets) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const int family = octets.length == 4 ? AF_INET : AF_INET6;
  if (octets.length != 4 && octets.length != 16) return "an address of strange length";
  return inet_ntop(family, octets.data, text.data(), text.size()) == nullptr ? "" : text.data();
}

// The subject alternative names that TLS looks at: DNS names and addresses.
std::vector<std::string> names_of(X509* certificate) {
  std::vector<std::string> out;
  const GeneralNames names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type == GEN_DNS) {
      out.emplace_back(reinterpret_cast<const char*>(name->d.dNSName->data),
                       static_cast<std::size_t>(name->d.dNSName->length));
    } else if (name->type == GEN_IPADD) {
      out.push_back(address_text(*name->d.iPAddress));
    }
  }
  return out;
}

std::string joined(const std::vector<std::string>& parts) {
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : ", ") + part;
  return out;
}

// OpenSSL wants two dots after a wildcard's star and so never honours *.localhost, which names nothing but this
// machine.
bool is_below_localhost(const Url& url, X509* certificate) {
  const std::size_t dot = url.host.find('.');
  if (dot == std::string::npos || url.host.substr(dot) != ".localhost") return false;
  const std::vector<std::string> names = names_of(certificate);
  return std::find(names.begin(), names.end(), "*.localhost") != names.end();
}

pki::Result<pki::Certificate> shared(X509* certificate) {
  X509_up_ref(certificate);
  return pki::NativeAccess::wrap(pki::X509Handle(certificate));
}

}  // namespace

pki::Result<void> ServerJudgement::attach(SSL* ssl) {
  X509_VERIFY_PARAM* parameters = SSL_get0_param(ssl);
  X509_VERIFY_PARAM_set_hostflags(parameters, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  X509_VERIFY_PARAM_set_time(parameters, static_cast<time_t>(now_.time_since_epoch().count()));
  SSL_set_verify(ssl, SSL_VERIFY_PEER, &ServerJudgement::on_verify);
  const bool named = url_.host_is_address
                         ? X509_VERIFY_PARAM_set1_ip_asc(parameters, url_.host.c_str()) == 1
                         : SSL_set1_host(ssl, url_.host.c_str()) == 1 &&
                               SSL_set_tlsext_host_name(ssl, url_.host.c_str()) == 1;  // no addresses: RFC 6066, 3
  if (!named || SSL_set_ex_data(ssl, judgement_slot(), this) != 1) {
    return pki::take_error(pki::Errc::kCryptoFailed, "preparing a TLS connection to " + url_.endpoint());
  }
  return {};
}

int ServerJudgement::on_verify(int ok, X509_STORE_CTX* context) {
  if (ok == 1) return 1;
  const auto* ssl = static_cast<const SSL*>(X509_STORE_CTX_get_ex_data(context, SSL_get_ex_data_X509_STORE_CTX_idx()));
  auto* judgement = static_cast<ServerJudgement*>(SSL_get_ex_data(ssl, judgement_slot()));
  return judgement != nullptr && judgement->judge(context) ? 1 : 0;
}

// Called where OpenSSL would refuse. True: accepted after all.
bool ServerJudgement::judge(X509_STORE_CTX* context) {
  X509* current = X509_STORE_CTX_get_current_cert(context);
  X509* leaf = X509_STORE_CTX_get0_cert(context);
  const int code = X509_STORE_CTX_get_error(context);

  Refusal refusal{.code = code, .subject = {}, .issuer = {}, .validity = {}, .names = joined(names_of(leaf))};
  if (auto certificate = shared(current == nullptr ? leaf : current)) {
    refusal.subject = printable(certificate->subject());
    refusal.issuer = printable(certificate->issuer());
    refusal.validity = certificate->validity();
  }

  // notAfter is the last second of use (RFC 5280, 4.1.2.5); OpenSSL refuses one second too early.
  const bool last_second =
      code == X509_V_ERR_CERT_HAS_EXPIRED && refusal.validity && refusal.validity->not_after == now_;
  if (last_second || (code == X509_V_ERR_HOSTNAME_MISMATCH && is_below_localhost(url_, leaf))) {
    X509_STORE_CTX_set_error(context, X509_V_OK);
    return true;
  }
  refusal_ = std::move(refusal);
  return false;
}

pki::Error ServerJudgement::error() const {
  const Refusal& why = *refusal_;
  const std::string dates = !why.validity ? std::string()
                                          : pki::format_rfc3339(why.validity->not_before) + " to " +
                                                pki::format_rfc3339(why.validity->not_after);
  const auto refuse = [&](const std::string& reason, std::string hint) {
    return pki::Error(pki::Errc::kServerNotTrusted, "the server " + url_.endpoint() + " is not trusted: " + reason,
                      std::move(hint));
  };
  const std::string clock_hint = "check this program's clock; if it is right, the server's operator has to act";
  switch (why.code) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return refuse("the certificate " + why.subject + " has expired (valid " + dates + ", now " +
                        pki::format_rfc3339(now_) + ")",
                    clock_hint);
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return refuse("the certificate " + why.subject + " is not yet valid (valid " + dates + ", now " +
                        pki::format_rfc3339(now_) + ")",
                    clock_hint);
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return refuse("its certificate is made out to " +
                        (why.names.empty() ? "no name at all" : excerpt(why.names, kShownNames)) + ", not to " +
                        url_.host,
                    "use the name that the certificate has, if that is the server you mean");
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return refuse("the certificate " + why.subject + ", issued by " + why.issuer + ", leads to no trusted root",
                    "give the root certificate that this server's comes from as trusted");
    case X509_V_ERR_INVALID_PURPOSE:
      return refuse("the certificate " + why.subject + " is not made for servers", "check the address");
    default:
      return refuse("the certificate " + why.subject + ": " + X509_verify_cert_error_string(why.code),
                    "give the root certificate that this server's comes from as trusted");
  }
}

}  // namespace orcamo::client

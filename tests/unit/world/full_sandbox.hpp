#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "world/policy_names.hpp"
#include "world/sandbox.hpp"

namespace orcamo::mock {

// A policy of which nothing is as it is where nothing is said.
inline Policy unusual_policy() {
  const std::vector<std::pair<std::string_view, std::string_view>> texts{
      {"notice_rule", "on 90/60/30/15d, daily 7d, after-expiry, once-a-day"},
      {"notice_boundary", "exclusive"},
      {"expiry_boundary", "openssl"},
      {"overlap", "grace"},
      {"grace", "3d"},
      {"renewal_window", "90d"},
      {"renew_after_expiry", "30d"},
      {"idempotency", "new-certificate"},
      {"link_lifetime", "2h"},
      {"link_uses", "3"},
      {"password_reveals", "5"},
      {"validity", "P39M"},
      {"key", "p-256"},
      {"p12_profile", "LegacyDES+NoChain"},
      {"file_name_form", "single-underscore"},
      {"persona", "http-403"},
      {"ca_list", "root-only"},
      {"resumption", "strict"},
      {"tls_versions", "1.3"},
      {"require_body", "true"},
  };
  Policy policy;
  for (const auto& [key, text] : texts) read_policy(policy, key, text).value();
  policy.tolerance = pki::Seconds(90);
  policy.session_lives = std::chrono::hours(3);
  policy.user = "somebody";
  policy.password = "something";
  return policy;
}

// fill has happen to a sandbox of the unusual policy whatever can happen to one.
inline void fill(Sandbox& sandbox) {
  const auto start = sandbox.clock().now();
  sandbox.clock().start_at(start + pki::days(1), ClockMode::kFrozen).value();
  sandbox.clock().set(start + pki::days(2), ClockMode::kRate, 2.5).value();

  IssueRequest near_end;
  near_end.not_after = sandbox.clock().now() + pki::days(5);
  near_end.password = pki::Secret::copy_of("a password of one's own");
  const auto old = sandbox.issue(std::move(near_end)).value();
  const auto& presented = old->credential.certificate;
  const auto user = sandbox.policy()->user;
  const auto password = sandbox.policy()->password;
  sandbox.log_in(user, password, presented).value();
  const auto ended = sandbox.log_in(user, password, presented).value();
  sandbox.end_session(ended).value();
  sandbox.shows_notice(presented).value();

  const auto renewed = sandbox.request_renewal(presented).value();
  sandbox.fetch(renewed.token, presented).value();
  sandbox.log_in(user, password, renewed.generation->credential.certificate).value();
  sandbox.may_reveal_password(*renewed.generation).value();
  sandbox.request_renewal(presented).value();

  IssueRequest of_another;
  of_another.identity = {"u00000002", "client007"};
  of_another.profile = P12Profile::kModern2023;
  const auto revoked = sandbox.issue(std::move(of_another)).value();
  IssueRequest shaped;
  shaped.shape = find_certificate_shape("below-intermediate");
  sandbox.issue(std::move(shaped)).value();
  sandbox.clock().advance({.exact = pki::Seconds(61)}).value();
  sandbox.revoke(revoked->credential.certificate.serial()).value();
  sandbox.change_policy([](Policy& policy) { return read_policy(policy, "grace", "4d"); }).value();
}

}  // namespace orcamo::mock

#pragma once
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/err.h>

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <utility>

#include "orcamo/pki/clock.hpp"
#include "orcamo/testing/matchers.hpp"
#include "surfaces/surfaces.hpp"

namespace orcamo::mock {

inline void PrintTo(const Response& response, std::ostream* out) {
  *out << "status " << response.status;
  for (const auto& [name, value] : response.headers) *out << "\n  " << name << ": " << value;
  *out << "\n  " << response.body;
}

using nlohmann::json;
using pki::days;
using pki::Seconds;
using pki::TimePoint;

MATCHER_P(HasStatus, status, "has the status " + std::to_string(status)) {
  static_cast<void>(result_listener);
  return arg.status == static_cast<unsigned>(status);
}

MATCHER_P2(HasHeader, name, value, std::string("has the header ") + name + " with " + ::testing::PrintToString(value)) {
  static_cast<void>(result_listener);
  return header(arg.headers, name) == value;
}

// IsProblem matches an application/problem+json answer with this status and code.
MATCHER_P2(IsProblem, status, code, "is a problem " + std::to_string(status) + " " + code) {
  static_cast<void>(result_listener);
  const auto body = json::parse(arg.body, nullptr, false);
  return arg.status == static_cast<unsigned>(status) &&
         header(arg.headers, "Content-Type") == "application/problem+json" && body.is_object() &&
         body.value("status", 0) == status && body.value("code", "") == code && !body.value("detail", "").empty();
}

// FakePorts remembers which ports would be open.
class FakePorts final : public Ports {
 public:
  std::uint16_t for_all() const override { return 8443; }

  pki::Result<std::uint16_t> open(const SandboxRef& sandbox, std::uint16_t port) override {
    const auto chosen = port == 0 ? next_++ : port;
    if (opened_.contains(chosen)) return pki::Error(pki::Errc::kPortInUse, "the port is in use");
    opened_[chosen] = sandbox;
    return chosen;
  }

  std::optional<std::uint16_t> own(const Sandbox& sandbox) const override {
    for (const auto& [port, owner] : opened_) {
      if (owner.get() == &sandbox) return port;
    }
    return std::nullopt;
  }

  void close_unused() override {
    std::erase_if(opened_, [](const auto& each) { return each.second->is_closed(); });
  }

  std::size_t count() const { return opened_.size(); }

 private:
  std::uint16_t next_ = 50'000;
  std::map<std::uint16_t, SandboxRef> opened_;
};

// A world whose real clock stands still, both routers over it, and an error queue that is empty again at the end.
class SurfaceTest : public ::testing::Test {
 protected:
  void TearDown() override { EXPECT_EQ(ERR_peek_error(), 0U) << "left in OpenSSL's error queue"; }

  GenerationRef issue_with(Seconds remaining, Identity identity = {}) {
    IssueRequest order;
    order.not_after = real.now() + remaining;
    order.identity = std::move(identity);
    return sandbox.issue(std::move(order)).value();
  }

  // What the HTTPS port answers to one who presents `by`.
  Response https(std::string method, std::string target, const GenerationRef& by, std::string body = {},
                 Headers headers = {}) {
    auto request = make(std::move(method), std::move(target), std::move(body), std::move(headers));
    request.sandbox = sandbox.shared_from_this();
    request.presented = by->credential.certificate;
    return std::get<Response>(https_routes.dispatch(request));
  }

  Response admin(std::string method, std::string target, std::string body = {}, Headers headers = {}) {
    return std::get<Response>(admin_routes.dispatch(
        make(std::move(method), "/__admin" + std::move(target), std::move(body), std::move(headers))));
  }

  static Request make(std::string method, std::string target, std::string body, Headers headers) {
    Request request;
    const auto question = target.find('?');
    request.method = std::move(method);
    request.path = target.substr(0, question);
    if (question != std::string::npos) request.query = target.substr(question + 1);
    request.headers = std::move(headers);
    if (header(request.headers, "Host").empty()) request.headers.emplace_back("Host", "localhost:8443");
    request.body = std::move(body);
    return request;
  }

  pki::ManualClock real{std::chrono::sys_days(std::chrono::year(2030) / 5 / 17) + std::chrono::hours(3)};
  const std::unique_ptr<World> world = World::create(real).value();
  Sandbox& sandbox = world->default_sandbox();
  const Router https_routes = https_router();
  FakePorts ports;
  const Router admin_routes = admin_router(*world, ports);
};

}  // namespace orcamo::mock

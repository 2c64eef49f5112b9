#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <map>
#include <optional>
#include <random>
#include <system_error>

#include "killer.hpp"
#include "orcamo/client/https_transport.hpp"
#include "orcamo/client/login.hpp"
#include "orcamo/client/pkcs12.hpp"
#include "orcamo/pki/clock.hpp"
#include "orcamo/testing/matchers.hpp"
#include "orcamo/testing/temporary_directory.hpp"
#include "plain_http.hpp"
#include "serve_process.hpp"

// A server with --state is killed again and again while a client renews: what it has answered must be there when it is
// started again. What was asked and not answered may have happened or not.
namespace orcamo::e2e {
namespace {

using std::chrono::microseconds;

// Clinic is one identity on its way from an old certificate to a new one, as far as the server has answered.
struct Clinic {
  std::string client;
  std::string serial;
  std::optional<pki::Credential> old;
  std::string token;
  std::string password;
  std::string p12;
  std::optional<pki::Credential> renewed;
  bool has_tried_to_log_in = false;
  bool has_logged_in = false;
  bool is_revoked = false;

  bool is_done() const { return is_revoked; }
  // The old one may have been revoked without an answer.
  const pki::Credential& accepted() const { return has_logged_in ? *renewed : *old; }
};

class KillTest : public ::testing::TestWithParam<int> {
 protected:
  KillTest() : seed_(std::random_device()()), dice_(seed_) { std::cout << "seed " << seed_ << "\n"; }

  std::vector<std::string> arguments() const {
    std::vector<std::string> all{"--state", home_ / "state.db", "--ca-file", home_ / "ca.pem", "--log-level", "off"};
    // The first time only: later the clock is where the server had it.
    if (!root_) all.insert(all.end(), {"--now", "2031-01-01T00:00:00Z"});
    return all;
  }

  void start() {
    server_.emplace(arguments());
    if (!root_) root_ = testing::read_file(server_->ca());
    EXPECT_EQ(testing::read_file(server_->ca()), *root_);
    client::HttpsOptions options;
    options.trusted = pki::Certificate::all_from_pem(*root_).value();
    wire_.emplace(std::move(options), clock_);
  }

  // ask returns nothing where the server was killed before it had answered.
  std::optional<Json> ask(std::string_view method, std::string_view path, const Json& body = nullptr) {
    PlainAnswer answer;
    try {
      answer = plain_http(server_->admin(), method, "/__admin/sandboxes/default" + std::string(path),
                          body.is_null() ? std::string() : body.dump());
    } catch (const std::system_error&) {
      return std::nullopt;
    }
    auto json = Json::parse(answer.body, nullptr, false);
    if (answer.status == 0 || json.is_discarded()) return std::nullopt;
    EXPECT_THAT(answer.status, ::testing::AnyOf(200, 201)) << method << " " << path << "\n" << answer.body;
    ++answers_;
    return json;
  }

  std::optional<std::string> exchange(std::string method, const std::string& path, const pki::Credential& credential) {
    const auto answer = wire_->exchange(
        {.method = std::move(method), .url = server_->https() + path, .headers = {}, .body = {}}, &credential);
    if (!answer) {
      failure_ = answer.error().message();
      return std::nullopt;
    }
    EXPECT_EQ(answer->status, 200U) << path << "\n" << answer->body;
    ++answers_;
    return answer->body;
  }

  // step does the next thing for one clinic; false: the server did not answer.
  bool step(Clinic& clinic) {
    if (!clinic.old) return issue(clinic);
    if (clinic.token.empty()) return request(clinic);
    if (!clinic.renewed) return fetch(clinic);
    return clinic.has_logged_in ? revoke(clinic) : log_in(clinic);
  }

  bool issue(Clinic& clinic) {
    // Another name every time: whether the last order was carried out is not known.
    clinic.client = "client" + std::to_string(1000 + orders_++);
    const auto issued = ask("POST", "/certificates", {{"client", clinic.client}, {"not_after", "now+1d"}});
    if (!issued) return false;
    clinic.serial = issued->at("serial");
    const auto key = pki::PrivateKey::from_pem(issued->at("private_key_pem").get<std::string>()).value();
    const auto certificate = pki::Certificate::from_pem(issued->at("certificate_pem").get<std::string>()).value();
    clinic.old = pki::Credential{certificate, key,
                                 pki::Certificate::all_from_pem(issued->at("chain_pem").get<std::string>()).value()};
    return true;
  }

  bool request(Clinic& clinic) {
    const auto answer = exchange("POST", "/api/cert", *clinic.old);
    if (!answer) return false;
    const auto json = Json::parse(*answer);
    const std::string uri = json.at("uri");
    const auto token = uri.substr(uri.rfind('/') + 1);
    if (!clinic.token.empty()) {
      EXPECT_EQ(token, clinic.token) << "the renewal that waited was forgotten";
      EXPECT_EQ(json.at("pass"), clinic.password);
    }
    clinic.token = token;
    clinic.password = json.at("pass");
    return true;
  }

  bool fetch(Clinic& clinic) {
    const auto p12 = exchange("GET", "/api/cert/" + clinic.token, clinic.accepted());
    if (!p12) return false;
    if (clinic.renewed) {
      EXPECT_EQ(*p12, clinic.p12) << "the link gave another file";
    }
    clinic.p12 = *p12;
    clinic.renewed = client::open_pkcs12(pki::as_bytes(*p12), clinic.password).value();
    return true;
  }

  bool log_in(Clinic& clinic) {
    clinic.has_tried_to_log_in = true;
    const client::Account account{.password = pki::Secret::copy_of("ormaster")};
    if (!client::log_in(*wire_, server_->https(), account, *clinic.renewed)) return false;
    ++answers_;
    clinic.has_logged_in = true;
    return true;
  }

  bool revoke(Clinic& clinic) {
    const auto revoked = ask("POST", "/certificates/" + clinic.serial + "/revoke");
    if (!revoked) return false;
    clinic.is_revoked = true;
    return true;
  }

  bool change_the_rest() {
    if (const auto moved = ask("POST", "/clock/advance", {{"by", "1s"}})) {
      now_ = moved->at("now");
    } else {
      now_.clear();  // in doubt
      return false;
    }
    const auto grace = std::to_string(++graces_) + "d";
    const auto changed = ask("PATCH", "/policy", {{"grace", grace}});
    grace_ = changed ? changed->at("grace").get<std::string>() : "";
    return changed.has_value();
  }

  // renew_until works for clinics at random until the server is gone.
  void renew_until_killed(Killer& killer, int most) {
    for (int done = 0; done < most; ++done) {
      if (clinics_.empty() || active() < 4) clinics_.emplace_back();
      auto& clinic = clinics_[clinics_.size() - 1 - dice_() % std::min<std::size_t>(clinics_.size(), 4)];
      const bool answered = dice_() % 8 == 0 ? change_the_rest() : clinic.is_done() || step(clinic);
      if (answered) continue;
      EXPECT_TRUE(killer.has_struck()) << "the server did not answer, and was not killed either";
      return;
    }
    killer.strike();
  }

  std::size_t active() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(clinics_, [](const Clinic& each) { return !each.is_done(); }));
  }

  // check asks a server that nobody kills for all that was ever answered.
  void check() {
    const auto listed = ask("GET", "/certificates");
    ASSERT_TRUE(listed);
    std::map<std::string, Json> by_serial;
    for (const auto& each : listed->at("certificates")) by_serial[each.at("serial")] = each;
    for (auto& clinic : clinics_) {
      if (!clinic.old) continue;
      ASSERT_TRUE(by_serial.contains(clinic.serial)) << clinic.client << " was forgotten";
      const auto& old = by_serial.at(clinic.serial);
      EXPECT_EQ(old.at("client"), clinic.client);
      if (clinic.is_revoked) {
        EXPECT_FALSE(old.at("revoked_at").is_null()) << clinic.client;
      }
      if (!clinic.token.empty()) {
        EXPECT_FALSE(old.at("last_used_at").is_null()) << clinic.client;
      }
      if (clinic.renewed) check_renewed(clinic, by_serial);
      if (!clinic.token.empty() && !clinic.has_tried_to_log_in) {
        EXPECT_TRUE(request(clinic)) << failure_;
      }
    }
    if (!now_.empty()) {
      EXPECT_EQ(ask("GET", "/clock")->at("now"), now_);
    }
    if (!grace_.empty()) {
      EXPECT_EQ(ask("GET", "/policy")->at("grace"), grace_);
    }
  }

  void check_renewed(Clinic& clinic, const std::map<std::string, Json>& by_serial) {
    const auto found = by_serial.find(clinic.renewed->certificate.serial());
    ASSERT_NE(found, by_serial.end()) << "the renewal of " << clinic.client << " was forgotten";
    EXPECT_EQ(found->second.at("replaces"), clinic.serial);
    EXPECT_FALSE(found->second.at("handed_out_at").is_null());
    if (!clinic.has_tried_to_log_in) {
      EXPECT_TRUE(found->second.at("waits").get<bool>());
    }
    if (clinic.has_logged_in) {
      EXPECT_FALSE(found->second.at("waits").get<bool>());
      EXPECT_FALSE(found->second.at("first_used_at").is_null());
    }
    EXPECT_TRUE(fetch(clinic)) << failure_;
  }

  void kill_while_renewing() {
    ASSERT_NO_THROW(start());
    check();
    const bool counts = dice_() % 2 == 0;
    {
      Killer killer(server_->process().pid(), microseconds(counts ? 10'000'000 : dice_() % 25'000));
      renew_until_killed(killer, counts ? static_cast<int>(dice_() % 12) : 1'000'000);
    }
    EXPECT_EQ(server_->process().wait().exit_code, 128 + SIGKILL);
  }

  // Nobody has been answered yet; but the file is being opened, or made.
  void kill_while_starting() {
    auto words = arguments();
    words.insert(words.begin(), {kMockProgram, "serve"});
    Process process(words);
    {
      const Killer killer(process.pid(), microseconds(dice_() % 30'000));
      (void)process.read_line();
    }
    EXPECT_EQ(process.wait().exit_code, 128 + SIGKILL);
  }

  const unsigned seed_;
  std::mt19937 dice_;
  testing::TemporaryDirectory home_;
  pki::SystemClock clock_;
  std::optional<std::string> root_;
  std::optional<ServeProcess> server_;
  std::optional<client::HttpsTransport> wire_;
  std::vector<Clinic> clinics_;
  std::string now_;
  std::string grace_;
  int orders_ = 0;
  int graces_ = 0;
  int answers_ = 0;
  std::string failure_;  // of the last exchange that had no answer
};

INSTANTIATE_TEST_SUITE_P(Of200, KillTest, ::testing::Range(0, 8));

TEST_P(KillTest, TwentyFiveKillsTakeNothingAwayThatWasAnswered) {
  for (int kills = 0; kills < 25; ++kills) {
    SCOPED_TRACE("kill " + std::to_string(kills));
    kills % 8 == 0 ? kill_while_starting() : kill_while_renewing();
    if (HasFatalFailure() || HasNonfatalFailure()) return;
  }
  start();
  check();

  const auto done = std::ranges::count_if(clinics_, &Clinic::is_done);
  std::cout << answers_ << " answers, " << clinics_.size() << " clinics, " << done << " at the end of their renewal\n";
  EXPECT_GT(answers_, 100);
}

}  // namespace
}  // namespace orcamo::e2e

#pragma once
#include <gmock/gmock.h>

#include <memory>
#include <sstream>
#include <stop_token>
#include <string>
#include <vector>

#include "cli/app.hpp"
#include "fake_server.hpp"
#include "identities.hpp"
#include "orcamo/client/directory_store.hpp"
#include "orcamo/testing/fake_pacer.hpp"
#include "orcamo/testing/matchers.hpp"
#include "orcamo/testing/temporary_directory.hpp"

namespace orcamo::testing {

struct Ran {
  int exit_code;
  std::string out;
  std::string err;
};

// orcamo-renew in this process, with a store, a certificate of 89 more days, and a server that renews it.
class CommandLine : public ::testing::Test {
 protected:
  CommandLine() {
    folder_.write("old.p12", pki::as_text(sealed(old_).p12));
    folder_.write("old.password.txt", std::string(kPassword) + "\n");
    folder_.write("wrong.txt", "wrong\n");
    folder_.write("ca.pem", old_.chain.at(0).pem());
    folder_.write("html.p12", "<html>please log in</html>");
    folder_.write("cut.p12", pki::as_text(sealed(old_).p12).substr(0, 700));
    folder_.write("empty.txt", "");
    folder_.write("file", "");
  }

  std::string at(std::string_view name) const { return (folder_ / name).string(); }

  // In arguments, @NAME is the path of NAME in the folder.
  Ran run(const std::vector<std::string>& arguments) {
    std::vector<std::string> words{"orcamo-renew"};
    for (const std::string& argument : arguments) {
      words.push_back(argument.starts_with('@') ? at(argument.substr(1)) : argument);
    }
    std::vector<const char*> argv;
    for (const std::string& word : words) argv.push_back(word.c_str());
    std::ostringstream out;
    std::ostringstream err;
    const client::TransportMaker make_transport = [&](client::HttpsOptions options, const pki::Clock& clock) {
      https_ = options;
      judged_at_ = clock.now();
      auto transport = std::make_unique<::testing::NiceMock<MockTransport>>();
      server_.serve(*transport);
      return transport;
    };
    const int code =
        client::run(static_cast<int>(argv.size()), argv.data(),
                    {out, err, clock_, make_transport, &pacer_, screen_, [this] { return stop_.get_token(); }});
    return {code, out.str(), err.str()};
  }

  Ran renew(const std::vector<std::string>& more) {
    std::vector<std::string> arguments{"renew",   "--server", kServer,  "--ca", "@ca.pem",
                                       "--store", "@store",   "--lang", "en"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  }

  std::size_t stored() const { return client::DirectoryStore::open(folder_ / "store").value().list().value().size(); }

  TemporaryDirectory folder_;
  pki::ManualClock clock_{kNow};
  const pki::Credential old_ = issue();
  const client::Arrival offered_ = sealed(issue(renewed()));
  FakeServer server_{old_, offered_};
  client::HttpsOptions https_;
  pki::TimePoint judged_at_;
  FakePacer pacer_;
  client::Screen screen_;
  std::stop_source stop_;  // of the process
};

}  // namespace orcamo::testing

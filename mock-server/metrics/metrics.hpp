#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "net/observer.hpp"
#include "world/world.hpp"

namespace orcamo::mock {

// Metrics counts what happens in the process, for Prometheus. What is counted only grows: no reset, and no sandbox that
// ends, takes anything back. No label has the name of a sandbox: they come and go with every test, and each would be a
// time series for ever; their journals tell them apart.
class Metrics final : public Observer {
 public:
  // `world` outlives the metrics.
  explicit Metrics(World& world);
  ~Metrics() override;

  // text is everything as of now, in the exposition format 0.0.4.
  std::string text() const;

  void on_handshake(const HandshakeEvent& event) override;
  void on_request(const RequestEvent& event) override;
  void on_trouble(std::string_view what) override;

 private:
  struct Body;
  std::unique_ptr<Body> body_;
};

}  // namespace orcamo::mock

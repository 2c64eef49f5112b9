#include <algorithm>
#include <optional>
#include <vector>

#include "claims.hpp"
#include "net/request_reader.hpp"
#include "net/router.hpp"
#include "transport/connect_tunnel.hpp"

// What a peer sends in front of everything else: requests to the mock, in pieces as the first octet says, and the
// answer of a proxy to the client.
namespace orcamo::testing {
namespace {

using mock::RequestReader;
using State = RequestReader::State;

constexpr mock::Limits kLimits{.max_body = 512, .max_header = 1024};

struct Reading {
  std::vector<mock::Request> requests;
  std::optional<unsigned> refused;  // the status
};

void claim_request(const mock::Request& request) {
  claim(!request.method.empty(), "a request has a method");
  claim(request.body.size() <= kLimits.max_body, "a body is within the limit");
  std::size_t head = request.method.size() + request.path.size() + request.query.size();
  for (const auto& [name, value] : request.headers) {
    claim(!name.empty(), "a header has a name");
    claim((name + value).find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos, "a header is one line",
          value);
    head += name.size() + value.size();
  }
  claim(head <= 2 * kLimits.max_header, "a head is within the limit, its trailer in another");
  claim((request.path + request.query).find_first_of(std::string_view(" \r\n\0", 4)) == std::string::npos,
        "a target is one word", request.path);
  std::string decoded;
  (void)mock::percent_decode(request.path, decoded);
}

Reading read_in_pieces(std::string_view octets, std::size_t piece) {
  RequestReader reader(kLimits);
  Reading reading;
  while (!octets.empty() && reader.state() != State::kRefused) {
    const std::string_view next = octets.substr(0, piece);
    octets.remove_prefix(next.size());
    reader.take(next);
    (void)reader.wants_continue();
    while (reader.state() == State::kComplete) {
      reading.requests.push_back(reader.take_request().request);
      claim_request(reading.requests.back());
    }
  }
  if (reader.state() == State::kRefused) reading.refused = reader.refusal().status;
  return reading;
}

bool same(const mock::Request& a, const mock::Request& b) {
  return a.method == b.method && a.path == b.path && a.query == b.query && a.headers == b.headers && a.body == b.body;
}

void read_requests(std::string_view octets, std::size_t piece) {
  const Reading whole = read_in_pieces(octets, octets.size());
  const Reading cut = read_in_pieces(octets, piece);
  claim(std::equal(whole.requests.begin(), whole.requests.end(), cut.requests.begin(), cut.requests.end(), same),
        "requests are the same however they are cut");
  claim(whole.refused == cut.refused, "a refusal is the same however the request is cut",
        std::to_string(whole.refused.value_or(0)) + " and " + std::to_string(cut.refused.value_or(0)));
}

void read_proxy_answer(std::string_view head) {
  static const client::Url server{.host = "weborca.test"};
  static const client::Url proxy{.host = "proxy.test", .port = 3128};
  const auto judged = client::judge_connect_answer(head, server, proxy);
  if (judged) {
    claim(head.starts_with("HTTP/1.") && head.substr(8, 2) == " 2", "what leads on has a status of success");
  } else {
    claim_sentence(judged.error());
  }
}

}  // namespace
}  // namespace orcamo::testing

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view octets = orcamo::testing::text_of(data + 1, size - 1);
  orcamo::testing::read_requests(octets, data[0] % 32 + 1);
  orcamo::testing::read_proxy_answer(octets);
  return 0;
}

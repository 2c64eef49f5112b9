#pragma once
#include <compare>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "net/message.hpp"
#include "orcamo/pki/error.hpp"

namespace orcamo::mock {

// PathParameters are the segments that stood where the pattern had {name}, percent-decoded; what a prefix pattern left
// open is under "*", as sent.
using PathParameters = std::map<std::string, std::string, std::less<>>;
using Route = std::function<Reply(const Request&, const PathParameters&)>;

// Router finds the route for a request. Patterns: "/__admin/sandboxes/{id}/clock", "/…/{serial}.p12" (a parameter may
// have a literal suffix), "/rpc/" (exact), "/orcamo/*" (prefix). The most specific pattern wins.
class Router {
 public:
  void add(std::string_view method, std::string_view pattern, Route route);

  // `refuse` words the answer when no route fits: kRouteUnknown (404) or kMethodNotAllowed (405, `Allow` is added).
  void on_refusal(std::function<Response(const Request&, const pki::Error&)> refuse) { refuse_ = std::move(refuse); }

  // Name is what a route was added as.
  struct Name {
    std::string method;
    std::string pattern;

    auto operator<=>(const Name&) const = default;
  };
  std::vector<Name> routes() const;

  // GET routes answer HEAD too (the session leaves the body out).
  Reply dispatch(const Request& request) const;

 private:
  // From the least to the most specific.
  enum class Kind { kRest, kParameter, kParameterWithSuffix, kLiteral };
  struct Segment {
    Kind kind;
    std::string name;     // of the parameter
    std::string literal;  // the segment, or the suffix
  };
  struct Entry {
    std::string method;
    std::string text;  // of the pattern
    std::vector<Segment> pattern;
    Route route;
  };

  static std::vector<Segment> parse(std::string_view pattern);
  static bool fits(const std::vector<Segment>& pattern, std::string_view path, PathParameters& parameters);
  static bool more_specific(const std::vector<Segment>& a, const std::vector<Segment>& b);
  Response refusal(const Request& request, const pki::Error& error) const;

  std::vector<Entry> entries_;
  std::function<Response(const Request&, const pki::Error&)> refuse_;
};

// percent_decode reads %XX escapes; false where one is malformed.
bool percent_decode(std::string_view text, std::string& decoded);

}  // namespace orcamo::mock

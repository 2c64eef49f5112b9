#pragma once
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "api_document.hpp"
#include "pages/pages.hpp"
#include "surface_test_kit.hpp"

namespace orcamo::mock {

// What docs/reference/openapi.json says of the admin API, and what the admin API does.
class OpenApi : public SurfaceTest {
 protected:
  using Json = ApiDocument::Json;
  using Pointer = ApiDocument::Pointer;
  using Names = std::set<std::string>;

  // target_of fills the parameters of a pattern.
  std::string target_of(std::string pattern) const {
    const auto fill = [&](std::string_view parameter, const std::string& value) {
      if (const auto at = pattern.find(parameter); at != std::string::npos)
        pattern.replace(at, parameter.size(), value);
    };
    fill("{id}", id);
    fill("{serial}", serial);
    fill("{snapshot}", snapshot);
    fill("{fault}", fault);
    return pattern.substr(std::string_view("/__admin").size());
  }

  // ask answers at once where the API would wait.
  Response ask(const Router& router, const std::string& method, const std::string& target, std::string body = {},
               Headers headers = {}) {
    const auto reply = router.dispatch(make(method, "/__admin" + target, std::move(body), std::move(headers)));
    const auto* const waiting = std::get_if<Waiting>(&reply);
    return waiting ? waiting->answer() : std::get<Response>(reply);
  }

  ApiDocument document{pages::kOpenapi};
  std::string id = "default";
  std::string serial = "482913";
  std::string snapshot = "1";
  std::string fault = "1";
};

}  // namespace orcamo::mock

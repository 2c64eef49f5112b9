#include "surfaces/page.hpp"

#include <kainjow/mustache.hpp>
#include <utility>

#include "pages/pages.hpp"
#include "surfaces/answer.hpp"

namespace orcamo::mock {
namespace {

namespace mustache = kainjow::mustache;

constexpr std::string_view kContentSecurityPolicy =
    "default-src 'none'; style-src 'self'; script-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'";

mustache::partial partial(std::string_view text) {
  return [text] { return std::string(text); };
}

std::string render(std::string_view page_template, const PageValues& values) {
  mustache::data data;
  for (const auto& [name, value] : values) data.set(name, value);
  data.set("head", mustache::data(partial(pages::kHead)));
  data.set("foot", mustache::data(partial(pages::kFoot)));
  return mustache::mustache(std::string(page_template)).render(data);
}

}  // namespace

Response page(const Visit& visit, std::string_view page_template, PageValues values, unsigned status) {
  const auto ends = visit.presented.validity().not_after;
  values.emplace("facility", visit.identity.facility);
  values.emplace("client", visit.identity.client);
  values.emplace("presented_serial", visit.presented.serial());
  values.emplace("presented_not_after", pki::format_jst(ends));
  values.emplace("presented_not_after_utc", pki::format_rfc3339(ends));

  auto response = answer(status, "text/html; charset=utf-8", render(page_template, values), Secrecy::kSecret);
  response.headers.emplace_back("Content-Security-Policy", kContentSecurityPolicy);
  response.headers.emplace_back("X-Content-Type-Options", "nosniff");
  response.headers.emplace_back("Referrer-Policy", "same-origin");
  return response;
}

}  // namespace orcamo::mock

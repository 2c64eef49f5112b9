#include "surfaces/weborca_rest.hpp"

#include <string>
#include <string_view>

#include "surfaces/answer.hpp"
#include "surfaces/basic_auth.hpp"
#include "surfaces/form.hpp"
#include "surfaces/visit.hpp"

namespace orcamo::mock {
namespace {

// Outcome is what a call comes to: the name of its answer and WebORCA's result with its words.
struct Outcome {
  unsigned status;
  std::string_view element;
  std::string_view result;
  std::string_view message;
};

constexpr Outcome kDaily{200, "system01_dailyres", "00", "処理終了"};
constexpr Outcome kNoReceptions{200, "acceptlstres", "21", "対象の受付はありませんでした。"};
constexpr Outcome kNoPatient{200, "patientinfores", "10", "患者番号に該当する患者が存在しません。"};
constexpr Outcome kNoSuchApi{404, "apires", "404", "このＡＰＩはありません。"};

std::string xml2(std::string_view element, const Json& fields) {
  std::string text =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xmlio2>\n  <" + std::string(element) + " type=\"record\">\n";
  for (const auto& [name, value] : fields.items()) {
    text += "    <" + name + " type=\"string\">" + *value.get_ptr<const std::string*>() + "</" + name + ">\n";
  }
  return text + "  </" + std::string(element) + ">\n</xmlio2>\n";
}

Response worded(const Visit& visit, const Outcome& outcome) {
  const auto now = pki::format_jst(visit.sandbox.clock().now());  // 2031-02-03 13:05:06 JST
  const Json fields{{"Information_Date", now.substr(0, 10)},
                    {"Information_Time", now.substr(11, 8)},
                    {"Api_Result", outcome.result},
                    {"Api_Result_Message", outcome.message}};
  if (form_field(parse_form(visit.request.query), "format") == "json") {
    return json_answer(outcome.status, {{outcome.element, fields}});
  }
  return answer(outcome.status, "application/xml; charset=utf-8", xml2(outcome.element, fields));
}

Route serving(const Outcome& outcome) {
  return permitted(Event::kRest, Place::kRest, [&outcome](const Visit& visit) -> Reply {
    const auto [user, password] = basic_credentials(visit.request);
    const auto checked = visit.sandbox.check_password(user, password);
    auto response = checked ? worded(visit, outcome)
                            : noted(unauthorized(checked.error()), {.event = Event::kLoginRefused, .user = user});
    response.headers.emplace_back("X-Hybridmode", "normal");
    return response;
  });
}

}  // namespace

void add_weborca_rest(Router& router) {
  router.add("POST", "/api/api01rv2/system01dailyv2", serving(kDaily));
  router.add("POST", "/api/api01rv2/acceptlstv2", serving(kNoReceptions));
  router.add("GET", "/api/api01rv2/patientgetv2", serving(kNoPatient));
  router.add("GET", "/api/api01rv2/*", serving(kNoSuchApi));
  router.add("POST", "/api/api01rv2/*", serving(kNoSuchApi));
}

}  // namespace orcamo::mock

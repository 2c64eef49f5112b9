#include "surfaces/weborca_pages.hpp"

#include <string_view>

#include "pages/pages.hpp"
#include "surfaces/answer.hpp"
#include "surfaces/form.hpp"
#include "surfaces/notice.hpp"
#include "surfaces/page.hpp"
#include "surfaces/problem.hpp"
#include "surfaces/session_cookie.hpp"
#include "surfaces/visit.hpp"
#include "surfaces/weborca_login.hpp"

namespace orcamo::mock {
namespace {

Reply login_form(const Visit& visit) {
  return page(visit, pages::kLogin, {{"title", "WebORCA ログイン"}, {"product", "WebORCA"}, {"user", ""}});
}

Reply log_in(const Visit& visit) {
  const auto form = parse_form(visit.request.body);
  const auto user = form_field(form, "user");
  const auto session = visit.sandbox.log_in(user, form_field(form, "password"), visit.presented);
  if (!session && !refuses_login(session.error())) return problem(session.error());
  if (!session) {
    auto again = page(visit, pages::kLogin,
                      {{"title", "WebORCA ログイン"}, {"product", "WebORCA"}, {"user", user}, {"failed", "yes"}}, 401);
    // A 401 names a scheme (RFC 9110, 15.5.2); one that browsers do not know leaves the form to the person.
    again.headers.emplace_back("Www-Authenticate", "Form realm=\"WebORCA\"");
    return noted(std::move(again), {.event = Event::kLoginRefused, .user = user});
  }
  auto response = see_other("/main");
  response.headers.emplace_back("Set-Cookie", session_cookie(*session));
  return noted(std::move(response), {.event = Event::kLoginAccepted, .user = user});
}

Reply main_screen(const Visit& visit) {
  if (!visit.sandbox.has_session(session_of(visit.request), visit.presented)) return see_other("/");
  PageValues values{
      {"title", "WebORCA 業務メニュー"}, {"product", "WebORCA"}, {"now", pki::format_jst(visit.sandbox.clock().now())}};
  const auto notice = visit.sandbox.shows_notice(visit.presented);
  if (!notice) return problem(notice.error());
  if (*notice) values.emplace("notice", kRenewalNotice);
  return noted(page(visit, pages::kMain, std::move(values)), {.event = Event::kPage, .notice = *notice});
}

Reply log_out(const Visit& visit) {
  // Whoever has no session is logged out already.
  const auto ended = visit.sandbox.end_session(session_of(visit.request));
  if (!ended && ended.error().code() != pki::Errc::kSessionUnknown) return problem(ended.error());
  auto response = see_other("/");
  response.headers.emplace_back("Set-Cookie", no_session_cookie());
  return noted(std::move(response), {.event = Event::kLoggedOut});
}

Route file(std::string_view content_type, std::string_view text) {
  return permitted(Event::kPage, Place::kPages, [content_type, text](const Visit&) -> Reply {
    auto response = answer(200, content_type, std::string(text));
    response.headers.emplace_back("Cache-Control", "no-cache");
    response.headers.emplace_back("X-Content-Type-Options", "nosniff");
    return response;
  });
}

}  // namespace

void add_weborca_pages(Router& router) {
  router.add("GET", "/", permitted(Event::kPage, Place::kPages, login_form));
  router.add("POST", "/login", permitted(Event::kPage, Place::kPages, log_in));
  router.add("GET", "/main", permitted(Event::kPage, Place::kPages, main_screen));
  router.add("POST", "/logout", permitted(Event::kPage, Place::kPages, log_out));
  router.add("GET", "/static/style.css", file("text/css; charset=utf-8", pages::kStylesheet));
  router.add("GET", "/static/copy.js", file("text/javascript; charset=utf-8", pages::kCopyScript));
}

}  // namespace orcamo::mock

#include "surfaces/orcamo_console.hpp"

#include <utility>

#include "pages/pages.hpp"
#include "surfaces/answer.hpp"
#include "surfaces/misbehaviour.hpp"
#include "surfaces/page.hpp"
#include "surfaces/problem.hpp"
#include "surfaces/visit.hpp"

namespace orcamo::mock {
namespace {

enum class Password { kHidden, kShown, kUsedUp };

PageValues describe(const pki::Certificate& old, const Generation& replacement, Password password) {
  const auto& certificate = replacement.credential.certificate;
  PageValues values{
      {"replacement", "yes"},
      {"file_name", replacement.file_name},
      {"old_serial", old.serial()},
      {"old_not_after", pki::format_jst(old.validity().not_after)},
      {"old_not_after_utc", pki::format_rfc3339(old.validity().not_after)},
      {"new_serial", certificate.serial()},
      {"new_not_after", pki::format_jst(certificate.validity().not_after)},
      {"new_not_after_utc", pki::format_rfc3339(certificate.validity().not_after)},
  };
  if (password == Password::kShown) values.emplace("password", replacement.password.reveal());
  if (password == Password::kUsedUp) values.emplace("password_used_up", "yes");
  return values;
}

Reply console(const Visit& visit, Password password) {
  const auto replacement = visit.sandbox.replacement_for(visit.presented);
  if (!replacement && replacement.error().code() != pki::Errc::kNoReplacement) return problem(replacement.error());
  if (replacement && password == Password::kShown) {
    const auto may_reveal = visit.sandbox.may_reveal_password(**replacement);
    if (!may_reveal) return problem(may_reveal.error());
    if (!*may_reveal) password = Password::kUsedUp;
  }
  auto values = replacement ? describe(visit.presented, **replacement, password) : PageValues{};
  values.emplace("title", "ORCAMOクラウド管理画面");
  values.emplace("product", "ORCAMOクラウド管理画面");
  auto response = page(visit, pages::kConsole, std::move(values));
  if (!replacement || password != Password::kShown) return response;
  return noted(std::move(response),
               {.event = Event::kPasswordRevealed, .issued = (*replacement)->credential.certificate.serial()});
}

Reply download(const Visit& visit) {
  const auto take = take_of(visit.request);
  const auto replacement = visit.sandbox.download(visit.presented, take);
  if (!replacement) return noted(problem(replacement.error()), {.event = Event::kFetchRefused});
  return hand_out(visit, *replacement, take);
}

}  // namespace

void add_orcamo_console(Router& router) {
  const auto renewing = [](auto serve, Place place = Place::kConsole) {
    return permitted(Event::kPage, place, std::move(serve), Admits::kRenewing);
  };
  router.add("GET", "/orcamo", renewing([](const Visit&) -> Reply { return see_other("/orcamo/"); }));
  router.add("GET", "/orcamo/", renewing([](const Visit& visit) { return console(visit, Password::kHidden); }));
  router.add("POST", "/orcamo/password", renewing([](const Visit& visit) { return console(visit, Password::kShown); }));
  router.add("GET", "/orcamo/certificate.p12", renewing(download, Place::kDownload));
}

}  // namespace orcamo::mock

#include "orcamo/client/console_channel.hpp"

#include <utility>
#include <vector>

#include "identity/file_kind.hpp"
#include "workflow/answer.hpp"
#include "workflow/p12_answer.hpp"
#include "workflow/page_walk.hpp"
#include "workflow/retry_after.hpp"

namespace orcamo::client {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;
using Kind = PageItem::Kind;

// The words of the procedure, as the pages have them.
constexpr std::string_view kNotice = "クライアント証明書の有効期限が近づいています";
constexpr std::string_view kRenew = "更新";
constexpr std::string_view kNothingToReplace = "差し替え用のクライアント証明書はありません";
constexpr std::string_view kHere = "こちら";
constexpr std::string_view kDownload = "ダウンロード";
constexpr std::string_view kReveal = "確認する";
constexpr std::string_view kCopy = "コピーする";
constexpr std::string_view kPassword = "パスワード";
constexpr std::size_t kLongestPassword = 1024;  // octets; no more than a record of the renewal takes

std::string in_brackets(std::string_view words) { return "「" + std::string(words) + "」"; }

Error lacks(const SeenPage& seen, const std::string& what) {
  return Error(Errc::kAnswerUnexpected, seen.name() + " has no " + what,
               "open the page in a browser; if it looks otherwise than the procedure says, use the renewal API");
}

Error not_offered(const SeenPage& seen, const std::string& what) {
  return Error(
      Errc::kRenewalNotOffered, seen.name() + " " + what,
      "wait until the renewal notice is shown, or check that the certificate is the one that is to be renewed");
}

// find_control is a link or a button, whichever comes first.
const PageItem* find_control(const Page& page, std::string_view text, std::size_t from = 0) {
  const PageItem* link = page.find(Kind::kLink, text, from);
  const PageItem* button = page.find(Kind::kButton, text, from);
  if (link == nullptr || button == nullptr) return link == nullptr ? button : link;
  return link < button ? link : button;
}

// find_download is the link 「こちら」. Of several it is the one whose sentence goes on to speak of a download.
const PageItem* find_download(const Page& page) {
  const PageItem* only = page.find(Kind::kLink, kHere);
  if (only == nullptr) return nullptr;
  const PageItem* const end = page.items().data() + page.items().size();
  const auto next = [&](const PageItem* link) {
    return page.find(Kind::kLink, kHere, static_cast<std::size_t>(link - page.items().data()) + 1);
  };
  if (next(only) == nullptr) return only;
  for (const PageItem* link = only; link != nullptr; link = next(link)) {
    const PageItem* words = link + 1;
    if (words != end && words->kind == Kind::kWords && words->text.find(kDownload) != std::string_view::npos) {
      return link;
    }
  }
  return nullptr;
}

// without_label takes 「パスワード:」 off the front.
std::string_view without_label(std::string_view text) noexcept {
  if (!text.starts_with(kPassword)) return text;
  std::string_view rest = text.substr(kPassword.size());
  while (rest.starts_with(' ')) rest.remove_prefix(1);
  constexpr std::string_view kWideColon = "：";
  if (rest.starts_with(kWideColon)) {
    rest.remove_prefix(kWideColon.size());
  } else if (rest.starts_with(':')) {
    rest.remove_prefix(1);
  } else if (!rest.empty()) {
    return text;  // a sentence about the password
  }
  while (rest.starts_with(' ')) rest.remove_prefix(1);
  return rest;
}

bool is_label(std::string_view text) noexcept { return !text.empty() && without_label(text).empty(); }

// shown_password is what stands in front of 「コピーする」, labelled as a password; empty: nothing does.
std::string_view shown_password(const Page& page) {
  const PageItem* copy = find_control(page, kCopy);
  if (copy == nullptr) return {};
  std::vector<std::string_view> read;  // up to the button
  for (const PageItem* item = page.items().data(); item != copy; ++item) {
    if (item->kind != Kind::kField || item->type != "hidden") read.push_back(item->text);
  }
  if (read.empty()) return {};
  const std::string_view password = without_label(read.back());
  const bool labelled = password.size() < read.back().size();
  const bool label_before = read.size() > 1 && is_label(read[read.size() - 2]);
  return labelled || label_before ? password : std::string_view();
}

}  // namespace

// Visit is one call of the channel: a walk that notes when the server wants to be left alone.
class ConsoleChannel::Visit {
 public:
  Visit(ConsoleChannel& channel, Transport& transport, const pki::Credential& old)
      : channel_(channel), walk_(transport, old, *channel.cookies_) {
    channel.retry_after_.reset();
  }

  PageWalk& walk() noexcept { return walk_; }

  // page accepts an answer that is a page with status 200.
  Result<SeenPage> page(Result<Fetched> fetched) {
    if (auto heard = hear(fetched); !heard) return heard.error();
    if (auto accepted = accept_status(fetched->answer, {200}); !accepted) return accepted.error();
    return read_page(*std::move(fetched));
  }

  // hear notes how long the server wants to be left alone.
  Result<void> hear(const Result<Fetched>& fetched) {
    if (!fetched) return fetched.error();
    channel_.retry_after_ = retry_after_of(fetched->answer, channel_.clock_.now());
    return {};
  }

  Result<SeenPage> open(const Url& url) { return page(walk_.fetch(url)); }

  // log_in fills in the login form where there is one. A page that shows the notice by itself needs none.
  Result<SeenPage> log_in(SeenPage start) {
    const PageItem* password = start.page.password_field();
    if (password == nullptr) {
      if (start.page.behind(kNotice)) return start;
      return lacks(start, "login form: no field for a password");
    }
    const PageItem* user = nullptr;
    for (const PageItem& item : start.page.items()) {
      if (&item == password) break;
      if (item.kind == Kind::kField && item.form == password->form && item.type != "hidden") user = &item;
    }
    if (user == nullptr) return lacks(start, "field for a user name in front of the one for the password");
    const PageItem* button = nullptr;
    for (const PageItem& item : start.page.items()) {
      const bool sends = item.kind == Kind::kButton && item.type == "submit" && item.form == password->form;
      if (sends && button == nullptr) button = &item;
    }
    if (button == nullptr || button->form == PageItem::kNoForm) return lacks(start, "button that sends its login form");
    if (start.page.forms()[button->form].method != "post") {
      return lacks(start, "login form that keeps the password out of the address");
    }

    const std::vector<Entry> entries{{user, channel_.account_.user}, {password, channel_.account_.password.reveal()}};
    auto answered = walk_.press(start, *button, entries);
    if (answered && answered->answer.status == 401) return refused();
    auto main = page(std::move(answered));
    if (main && main->page.password_field() != nullptr) return refused();
    return main;
  }

 private:
  static Error refused() {
    return Error(Errc::kLoginRefused, "the server does not accept the user name or the password",
                 "check both; they are those of the login page, not those of the certificate");
  }

  ConsoleChannel& channel_;
  PageWalk walk_;
};

ConsoleChannel::ConsoleChannel(std::string server, const Account& account, const pki::Clock& clock)
    : server_(std::move(server)), account_(account), clock_(clock), cookies_(std::make_unique<Cookies>()) {}

ConsoleChannel::~ConsoleChannel() = default;

Result<Replacement> ConsoleChannel::request(Transport& transport, const pki::Credential& old) {
  const auto login_url = parse_https_url(server_);
  if (!login_url) return login_url.error();
  *cookies_ = Cookies();
  Visit visit(*this, transport, old);
  visit.walk().allow(*login_url);

  auto start = visit.open(*login_url);
  if (!start) return start.error();
  const auto main = visit.log_in(*std::move(start));
  if (!main) return main.error();
  const auto notice = main->page.behind(kNotice);
  if (!notice) return not_offered(*main, "does not show the renewal notice " + in_brackets(kNotice));
  const PageItem* renew = find_control(main->page, kRenew, *notice);
  if (renew == nullptr) return not_offered(*main, "has no " + in_brackets(kRenew) + " beside the renewal notice");
  const auto named = PageWalk::address_of(*main, *renew);
  if (!named) return named.error();
  visit.walk().allow(*named);

  const auto console = visit.page(visit.walk().press(*main, *renew));
  if (!console) return console.error();
  const PageItem* here = find_download(console->page);
  if (here == nullptr && console->page.behind(kNothingToReplace)) {
    return not_offered(*console, "says " + in_brackets(kNothingToReplace));
  }
  if (here == nullptr) return lacks(*console, "link " + in_brackets(kHere) + " to the replacement certificate");
  const auto file = PageWalk::address_of(*console, *here);
  if (!file) return file.error();
  if (auto may = visit.walk().may_go(*file, in_brackets(kHere) + " on " + console->name()); !may) return may.error();
  const PageItem* reveal = find_control(console->page, kReveal);
  if (reveal == nullptr) return lacks(*console, in_brackets(kReveal));
  if (const auto leads = PageWalk::address_of(*console, *reveal); !leads) return leads.error();

  Replacement replacement;
  replacement.url = file->text();
  replacement.password_url = console->url.text();
  return replacement;
}

Result<Arrival> ConsoleChannel::download(Transport& transport, const Replacement& replacement,
                                         const pki::Credential& old) {
  const auto login_url = parse_https_url(server_);
  if (!login_url) return login_url.error();
  const auto file_url = parse_https_url(replacement.url);
  if (!file_url) return file_url.error();
  const auto console_url = parse_https_url(replacement.password_url);
  if (!console_url) return console_url.error();
  Visit visit(*this, transport, old);
  for (const Url* url : {&*login_url, &*file_url, &*console_url}) visit.walk().allow(*url);

  auto file = visit.walk().fetch(*file_url);
  if (auto heard = visit.hear(file); !heard) return heard.error();
  auto arrival = take_p12(file->answer, file->url.text());
  if (!arrival) return arrival;
  // Nothing is revealed for a file that is none: that may use up the last time that the password is shown.
  if (const auto stranger = recognize_stranger(arrival->p12)) {
    return Error(Errc::kP12NotP12, in_brackets(kHere) + " leads to " + std::string(stranger->name),
                 "run the renewal again; if it stays, download the file in a browser");
  }

  const auto console = visit.open(*console_url);
  if (!console) return console.error();
  const PageItem* reveal = find_control(console->page, kReveal);
  if (reveal == nullptr) return lacks(*console, in_brackets(kReveal));
  const auto revealed = visit.page(visit.walk().press(*console, *reveal));
  if (!revealed) return revealed.error();
  const std::string_view password = shown_password(revealed->page);
  if (password.empty()) {
    return lacks(*revealed, std::string(kPassword) + " in front of " + in_brackets(kCopy));
  }
  if (password.size() > kLongestPassword) return lacks(*revealed, "password of 1024 octets at most");
  arrival->password = pki::Secret::copy_of(password);
  return arrival;
}

}  // namespace orcamo::client

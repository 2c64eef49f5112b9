#pragma once
#include <string>
#include <string_view>

#include "cli/language.hpp"
#include "orcamo/client/renewal.hpp"
#include "orcamo/pki/error.hpp"

// Every text for people, in both languages. Japanese words are those of the procedure that the product reproduces.
namespace orcamo::client {

// Phrases with {} take arguments of fmt.
struct Phrases {
  std::string_view comma;   // between phrases
  std::string_view before;  // 更新前
  std::string_view after;   // 更新後
  std::string_view in_use;  // the one that the client uses of its holder
  std::string_view expired;
  std::string_view file;
  std::string_view serial;
  std::string_view valid_from;
  std::string_view valid_until;
  std::string_view login;
  std::string_view login_ok;
  std::string_view login_failed;  // {} code
  std::string_view notice_shown;
  std::string_view notice_not_shown;
  std::string_view renewed;
  std::string_view not_due;      // {} days_phrase
  std::string_view old_refused;  // the old certificate does not log in any more
  std::string_view keep_name;
  std::string_view longer_is_newer;
  std::string_view linkage_too;
  std::string_view imported;        // {} file name
  std::string_view nothing_stored;  // {} folder
  std::string_view not_listed;      // {} how many
  std::string_view check_current;   // {} days_phrase
  std::string_view check_due;       // {} days_phrase
  std::string_view check_expired;
  std::string_view check_not_yet_valid;
  std::string_view clocks_differ;  // {} time of the server, {} time here
};
const Phrases& phrases(Language language) noexcept;

// days_phrase is a number of days: "1 day", "2 days".
std::string days_phrase(Language language, long days);

// step_phrase says what a step does, for progress.
std::string_view step_phrase(Language language, Step step) noexcept;

// japanese_headline says in Japanese what kind of failure `code` is; the particulars stay in the Error's own sentence.
std::string_view japanese_headline(pki::Errc code) noexcept;

// sentence makes one of an error's lower-case text: a capital at its start, a full stop at its end.
std::string sentence(std::string_view text);

// explain is what people read of an error: the whole of it in one line, fit for a terminal, its code at the end.
std::string explain(Language language, const pki::Error& error);

}  // namespace orcamo::client

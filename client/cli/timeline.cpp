#include "cli/timeline.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

#include "cli/messages.hpp"
#include "cli/subject.hpp"
#include "cli/text_width.hpp"
#include "fmt/format.h"

namespace orcamo::client {
namespace {

constexpr std::size_t kNarrowestBar = 10;
constexpr std::size_t kYearColumns = 6;  // "2031" and a blank on both sides

constexpr Text kLeft{"{} left", "残り{}"};
constexpr Text kExpired{"expired", "期限切れ"};
constexpr Text kTooEarly{"not valid yet", "有効期間の前"};
constexpr Text kNow{"now", "現在"};

struct Pens {
  std::string_view gone;  // the part of a bar that has passed
  std::string_view left;
  std::string_view now;
  std::string_view pointer;
  std::string_view rest;  // in the place of what does not fit
};
constexpr Pens kUnicodePens{"░", "█", "│", "▲", "…"};
constexpr Pens kAsciiPens{"-", "=", "|", "^", "..."};

// Axis maps times to columns.
class Axis {
 public:
  Axis(const std::vector<Generation>& generations, pki::TimePoint now, std::size_t columns) : columns_(columns) {
    from_ = to_ = now;
    for (const Generation& each : generations) {
      from_ = std::min(from_, each.validity.not_before);
      to_ = std::max(to_, each.validity.not_after);
    }
    if (to_ == from_) to_ += pki::Seconds(1);
  }

  std::size_t column(pki::TimePoint time) const noexcept {
    const auto part = static_cast<double>((time - from_).count()) / static_cast<double>((to_ - from_).count());
    return static_cast<std::size_t>(std::lround(part * static_cast<double>(columns_ - 1)));
  }

  // years is the line of the years' beginnings, as many as fit.
  std::string years() const {
    const auto year_of = [](pki::TimePoint time) {
      return static_cast<int>(std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(time)).year());
    };
    const int first = year_of(from_) + 1;
    const int last = year_of(to_);
    const int most = std::max(1, static_cast<int>(columns_ / kYearColumns));
    int step = 1;
    for (const int wider : {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000}) {
      step = wider;
      if ((last - first) / wider < most) break;
    }
    std::string line;
    for (int year = (first + step - 1) / step * step; year <= last; year += step) {
      const std::size_t at = column(std::chrono::sys_days(std::chrono::year(year) / 1 / 1));
      if (at < line.size() + (line.empty() ? 0 : 1) || at + 4 > columns_) continue;
      line.append(at - line.size(), ' ');
      line += std::to_string(year);
    }
    return line;
  }

 private:
  std::size_t columns_;
  pki::TimePoint from_;
  pki::TimePoint to_;
};

std::string bar_of(const pki::Validity& validity, pki::TimePoint now, const Axis& axis, const Pens& pens,
                   std::size_t columns) {
  const std::size_t begin = axis.column(validity.not_before);
  const std::size_t end = axis.column(validity.not_after);
  const std::size_t here = axis.column(now);
  std::string bar;
  for (std::size_t at = 0; at < columns; ++at) {
    if (at == here) {
      bar += pens.now;
    } else if (at < begin || at > end) {
      bar += ' ';
    } else {
      bar += at < here ? pens.gone : pens.left;
    }
  }
  return bar;
}

struct Remark {
  std::string text;
  std::string_view colour;  // the terminal's code
};

Remark remark_of(const pki::Validity& validity, pki::TimePoint now, Language language) {
  const auto left = [&] {
    const long days = std::chrono::floor<std::chrono::days>(validity.not_after - now).count();
    return fmt::format(fmt::runtime(kLeft.in(language)), days_phrase(language, days));
  };
  switch (RenewalPolicy{}.assess(validity, judged_at(validity, now, kClockDifference))) {
    case Standing::kCurrent:
      return {left(), "\x1b[32m"};
    case Standing::kDue:
      return {left(), "\x1b[33m"};
    case Standing::kExpired:
      return {std::string(kExpired.in(language)), "\x1b[31m"};
    case Standing::kNotYetValid:
      break;
  }
  return {std::string(kTooEarly.in(language)), "\x1b[36m"};
}

}  // namespace

std::string draw_timeline(const std::vector<Generation>& generations, pki::TimePoint now, const Screen& screen,
                          Language language) {
  const Pens& pens = screen.signs == Signs::kUnicode ? kUnicodePens : kAsciiPens;
  std::size_t label_columns = 0;
  std::size_t remark_columns = 0;
  for (const Generation& each : generations) {
    label_columns = std::max(label_columns, text_width(each.label));
    remark_columns = std::max(remark_columns, text_width(remark_of(each.validity, now, language).text));
  }
  label_columns = std::min(label_columns, screen.columns / 3);
  const std::size_t taken = label_columns + remark_columns + 2;
  const std::size_t columns = screen.columns > taken + kNarrowestBar ? screen.columns - taken : kNarrowestBar;
  const Axis axis(generations, now, columns);

  const std::string indent(label_columns + 1, ' ');
  std::string text = indent + axis.years() + '\n';
  for (const Generation& each : generations) {
    const Remark remark = remark_of(each.validity, now, language);
    const bool coloured = screen.colour == Colour::kYes;
    text += padded(clipped(each.label, label_columns, pens.rest), label_columns) + ' ';
    if (coloured) text += remark.colour;
    text += bar_of(each.validity, now, axis, pens, columns) + ' ' + remark.text;
    if (coloured) text += "\x1b[0m";
    text += '\n';
  }
  const std::string_view word = kNow.in(language);
  const std::size_t here = axis.column(now);
  const bool before = here + 2 + text_width(word) > columns;  // no room behind the pointer
  const std::size_t lead = before ? here - std::min(here, text_width(word) + 1) : here;
  text += indent + std::string(lead, ' ');
  text += before ? fmt::format("{} {}\n", word, pens.pointer) : fmt::format("{} {}\n", pens.pointer, word);
  return text;
}

}  // namespace orcamo::client

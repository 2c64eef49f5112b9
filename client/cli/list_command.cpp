#include <algorithm>
#include <array>
#include <ostream>
#include <string>
#include <vector>

#include "cli/commands.hpp"
#include "cli/exit_status.hpp"
#include "cli/report.hpp"
#include "cli/subject.hpp"
#include "cli/text_width.hpp"
#include "cli/timeline.hpp"
#include "fmt/format.h"
#include "orcamo/client/current.hpp"

namespace orcamo::client {
namespace {

enum class Mark { kNone, kBefore, kAfter };

struct Row {
  const StoredCertificate* stored;
  Mark mark = Mark::kNone;
  bool current = false;
  bool expired = false;
};

// rows_of marks, of each lineage with two certificates or more, the one that ends last:
// 期限の長い方が更新後の証明書です. The current one is the one that is used at `now`:
// the one that ends last may not be valid yet.
std::vector<Row> rows_of(const std::vector<StoredCertificate>& stored, pki::TimePoint now) {
  std::vector<Row> rows;
  for (std::size_t i = 0; i < stored.size(); ++i) {
    const pki::Certificate& certificate = stored[i].credential.certificate;
    const auto here = stored.begin() + static_cast<std::ptrdiff_t>(i);
    const auto of_this_lineage = [&](const StoredCertificate& other) {
      return same_lineage(other.credential.certificate, certificate);
    };
    Row row{&stored[i]};
    row.current = newest_valid_of_lineage(stored, certificate, now, kClockDifference) == &stored[i];
    if (std::any_of(here + 1, stored.end(), of_this_lineage)) {
      row.mark = Mark::kBefore;
    } else if (std::any_of(stored.begin(), here, of_this_lineage)) {
      row.mark = Mark::kAfter;
    }
    row.expired = now > certificate.validity().not_after;
    rows.push_back(row);
  }
  return rows;
}

using Line = std::array<std::string, 7>;

void print_table(const std::vector<Line>& lines, std::ostream& out) {
  std::array<std::size_t, std::tuple_size_v<Line>> widths{};
  for (const Line& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], text_width(line[i]));
  }
  for (const Line& line : lines) {
    std::string text;
    for (std::size_t i = 0; i < line.size(); ++i) {
      text += padded(line[i], widths[i] + 2);
    }
    while (text.ends_with(' ')) text.pop_back();
    out << text << '\n';
  }
}

std::string note_of(const Row& row, const Phrases& words) {
  std::string note;
  const auto add = [&](std::string_view word) {
    if (!note.empty()) note += words.comma;
    note += word;
  };
  if (row.mark == Mark::kAfter) add(words.after);
  if (row.mark == Mark::kBefore) add(words.before);
  if (row.current) add(words.in_use);
  if (row.expired) add(words.expired);
  return note;
}

// print_timeline is for people at a terminal; what reads a pipe has the table.
void print_timeline(const std::vector<Row>& rows, pki::TimePoint now, const Options& options,
                    const Surroundings& surroundings) {
  const Phrases& words = phrases(options.language);
  std::vector<Generation> generations;
  for (const Row& row : rows) {
    const pki::Certificate& certificate = row.stored->credential.certificate;
    std::string label = certificate.serial();
    if (row.mark == Mark::kAfter) label.append(" ").append(words.after);
    if (row.mark == Mark::kBefore) label.append(" ").append(words.before);
    generations.push_back({std::move(label), certificate.validity()});
  }
  surroundings.out << '\n' << draw_timeline(generations, now, surroundings.screen, options.language);
}

void print_text(const std::vector<Row>& rows, const Options& options, std::ostream& out) {
  const Phrases& words = phrases(options.language);
  const auto head = [](std::string_view word, const char* zone) { return fmt::format("{} ({})", word, zone); };
  std::vector<Line> lines = {{std::string(words.file), std::string(words.serial), head(words.valid_from, "UTC"),
                              head(words.valid_until, "UTC"), head(words.valid_from, "JST"),
                              head(words.valid_until, "JST"), ""}};
  bool marked = false;
  for (const Row& row : rows) {
    const pki::Certificate& certificate = row.stored->credential.certificate;
    const pki::Validity& validity = certificate.validity();
    lines.push_back({printable(row.stored->file_name), certificate.serial(), pki::format_rfc3339(validity.not_before),
                     pki::format_rfc3339(validity.not_after), pki::format_jst(validity.not_before),
                     pki::format_jst(validity.not_after), note_of(row, words)});
    marked = marked || row.mark != Mark::kNone;
  }
  print_table(lines, out);
  if (marked) out << words.longer_is_newer << '\n';
}

}  // namespace

int list(const Options& options, const Surroundings& surroundings) {
  const auto fail = [&](const pki::Error& error) {
    return report_failure(error, exit_status::of(error.code(), exit_status::Origin::kInput), options, surroundings);
  };

  const auto listed = open_listed(options, surroundings.clock);
  if (!listed) return fail(listed.error());
  warn_of_others(*listed->store, options.language, surroundings.err);
  std::vector<Row> rows = rows_of(listed->stored, listed->now);
  const std::size_t all = rows.size();
  if (options.expired == Expired::kHidden) std::erase_if(rows, [](const Row& row) { return row.expired; });
  const std::size_t hidden = all - rows.size();

  if (options.output == OutputForm::kJson) {
    Json identities = Json::array();
    for (const Row& row : rows) {
      Json identity = describe(row.stored->credential.certificate, row.stored->file_name);
      identity["current"] = row.current;
      identity["renewed"] = row.mark == Mark::kAfter;
      identity["expired"] = row.expired;
      identities.push_back(std::move(identity));
    }
    print({{"identities", std::move(identities)}, {"expired_not_listed", hidden}}, surroundings.out);
    return exit_status::kOk;
  }
  const Phrases& words = phrases(options.language);
  if (all == 0)
    surroundings.out << fmt::format(fmt::runtime(words.nothing_stored), printable(options.store->string())) << '\n';
  if (!rows.empty()) print_text(rows, options, surroundings.out);
  if (!rows.empty() && surroundings.screen.out_is_terminal) print_timeline(rows, listed->now, options, surroundings);
  if (hidden != 0) surroundings.out << fmt::format(fmt::runtime(words.not_listed), hidden) << '\n';
  return exit_status::kOk;
}

}  // namespace orcamo::client

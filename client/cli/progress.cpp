#include "cli/progress.hpp"

#include <ostream>
#include <string>

#include "cli/report.hpp"
#include "cli/text_width.hpp"
#include "fmt/format.h"

namespace orcamo::client {
namespace {

constexpr int kSteps = static_cast<int>(Step::kConfirmOld) + 1;
constexpr int kCellsOfStep = 3;  // columns of the bar

constexpr Text kRetry{"attempt {} failed, the next one in {:.1f} s: {}",
                      "{} 回目は失敗しました。{:.1f} 秒後にもう一度試します: {}"};
constexpr Text kResume{"going on with an interrupted run: {}", "中断した更新を続けます: {}"};

int number_of(Step step) noexcept { return static_cast<int>(step) + 1; }

// Bar rewrites one line; what is to stay visible goes onto a line of its own above it.
class Bar final : public Observer {
 public:
  Bar(Language language, const Screen& screen, std::ostream& err) : language_(language), screen_(screen), err_(err) {}
  ~Bar() override {
    if (shown_) err_ << std::endl;
  }
  Bar(const Bar&) = delete;
  Bar& operator=(const Bar&) = delete;

  void on_step(Step step) override {
    const bool unicode = screen_.signs == Signs::kUnicode;
    std::string bar;
    for (int cell = 0; cell < kSteps * kCellsOfStep; ++cell) {
      const bool done = cell < number_of(step) * kCellsOfStep;
      bar += done ? (unicode ? "█" : "#") : (unicode ? "░" : ".");
    }
    // A line that the terminal breaks could not be rewritten.
    const std::string line = fmt::format("{} {}/{}  {}", bar, number_of(step), kSteps, step_phrase(language_, step));
    err_ << '\r' << clipped(line, screen_.columns - 1, unicode ? "…" : "...") << "\x1b[K" << std::flush;
    shown_ = true;
  }

  void on_retry(Step step, const pki::Error& error, int attempt, std::chrono::milliseconds wait) override {
    const double seconds = std::chrono::duration<double>(wait).count();
    say(fmt::format(fmt::runtime(kRetry.in(language_)), attempt, seconds, explain(language_, error)));
    on_step(step);
  }

  void on_resume(Step step) override {
    say(fmt::format(fmt::runtime(kResume.in(language_)), step_phrase(language_, step)));
  }

 private:
  void say(const std::string& line) { err_ << "\r\x1b[K" << line << '\n'; }

  Language language_;
  Screen screen_;
  std::ostream& err_;
  bool shown_ = false;
};

// Lines are for programs: one object each, as things happen.
class Lines final : public Observer {
 public:
  explicit Lines(std::ostream& err) : err_(err) {}

  void on_step(Step step) override {
    say({{"event", "step"}, {"step", step_name(step)}, {"number", number_of(step)}, {"of", kSteps}});
  }
  void on_retry(Step step, const pki::Error& error, int attempt, std::chrono::milliseconds wait) override {
    say({{"event", "retry"},
         {"step", step_name(step)},
         {"attempt", attempt},
         {"error", pki::code_name(error.code())},
         {"wait_ms", wait.count()}});
  }
  void on_resume(Step step) override { say({{"event", "resume"}, {"step", step_name(step)}}); }

 private:
  void say(const Json& object) {
    print(object, err_);
    err_.flush();
  }

  std::ostream& err_;
};

}  // namespace

std::unique_ptr<Observer> make_progress(const Options& options, const Surroundings& surroundings) {
  const bool terminal = surroundings.screen.err_is_terminal;
  switch (options.progress) {
    case ProgressForm::kNone:
      return nullptr;
    case ProgressForm::kJson:
      return std::make_unique<Lines>(surroundings.err);
    case ProgressForm::kBar:
      return std::make_unique<Bar>(options.language, surroundings.screen, surroundings.err);
    case ProgressForm::kAuto:
      break;
  }
  if (!terminal) return std::make_unique<Lines>(surroundings.err);
  return std::make_unique<Bar>(options.language, surroundings.screen, surroundings.err);
}

}  // namespace orcamo::client

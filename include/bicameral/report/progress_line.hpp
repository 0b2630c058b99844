#pragma once
// Shows progress: one line that is written over on a terminal, a few plain lines elsewhere.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <functional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

#include "bicameral/core/utf8.hpp"
#include "bicameral/report/progress_text.hpp"

namespace bicameral {

/// How often and how wide progress is shown.
struct ProgressSettings {
  int columns = 120;                // of the terminal; a line that filled them would wrap and could not be written over
  double terminal_seconds = 0.1;    // between two updates on a terminal
  double plain_seconds = 30;        // between two lines elsewhere
  std::function<double()> clock{};  // seconds that never go back; the system's steady clock if empty
};

/// Writes progress to `out`. On a terminal the line is rewritten in place; elsewhere, for instance in a log file, a
/// line comes every 30 seconds. Requires that `out` outlives it. Errors of the stream are left to its owner.
class ProgressLine {
 public:
  ProgressLine(std::ostream& out, bool is_terminal, ProgressSettings settings = {})
      : out_(out), is_terminal_(is_terminal), settings_(std::move(settings)), last_(now()) {}
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  /// Leaves what was shown last to be read.
  ~ProgressLine() {
    try {
      end_line();
    } catch (...) {  // a stream that throws has been told so before
    }
  }

  /// Call it as often as there is news, after every step: it writes when it is time.
  void show(const Progress& progress) {
    const double time = now();
    const double pause = is_terminal_ ? settings_.terminal_seconds : settings_.plain_seconds;
    const bool first_on_terminal = is_terminal_ && !open_;
    if (!first_on_terminal && time - last_ < pause) return;
    last_ = time;
    write(progress_text(progress, width()));
  }

  /// Writes a line that stays, for instance at the end of an epoch, in place of the one shown.
  void finish(std::string_view text) {
    if (is_terminal_ && open_) out_ << "\r\x1b[K";
    open_ = false;
    out_ << text << '\n' << std::flush;
    last_ = now();
  }

 private:
  std::size_t width() const {
    return static_cast<std::size_t>(std::max(settings_.columns - (is_terminal_ ? 1 : 0), 1));
  }

  void write(const std::string& text) {
    if (is_terminal_)
      out_ << '\r' << text << "\x1b[K" << std::flush;
    else
      out_ << text << '\n' << std::flush;
    open_ = is_terminal_;
  }
  void end_line() {
    if (open_) out_ << '\n' << std::flush;
    open_ = false;
  }
  double now() const {
    if (settings_.clock) return settings_.clock();
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
  }

  std::ostream& out_;
  bool is_terminal_;
  ProgressSettings settings_;
  bool open_ = false;  // the cursor is at the end of a line that may be written over
  double last_;
};

}  // namespace bicameral

#include "bicameral/report/progress.hpp"

#include <cstdint>
#include <cstdio>
#include <limits>
#include <span>
#include <sstream>
#include <string>
#include <vector>

#include "tests/catch.hpp"

#if defined(__linux__)
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <cstdlib>
#endif

using namespace bicameral;

namespace {

Progress sample() {
  Progress p;
  p.stage = "bilateral";
  p.epoch = 3;
  p.epochs = 180;
  p.step = 12;
  p.steps = 196;
  p.images_per_second = 5123.4;
  p.loss = 3.2144;
  p.fine_loss = 2.1;
  p.coarse_loss = 1.1144;
  p.fine_accuracy = 0.321;
  p.coarse_accuracy = 0.456;
  p.learning_rate = 0.08312;
  p.elapsed = 130;
  p.remaining = 3723;
  return p;
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("durations read like clocks") {
  CHECK(duration_text(0) == "0:00");
  CHECK(duration_text(7.4) == "0:07");
  CHECK(duration_text(59.6) == "1:00");
  CHECK(duration_text(725) == "12:05");
  CHECK(duration_text(3599.7) == "1:00:00");
  CHECK(duration_text(3723) == "1:02:03");
  CHECK(duration_text(176400) == "49:00:00");
  CHECK(duration_text(-1) == "-");
  CHECK(duration_text(std::numeric_limits<double>::infinity()) == "-");
  CHECK(duration_text(std::numeric_limits<double>::quiet_NaN()) == "-");
}

TEST_CASE("learning rates have three digits at most") {
  CHECK(rate_text(0.1) == "0.1");
  CHECK(rate_text(0.08312) == "0.0831");
  CHECK(rate_text(3e-4) == "3e-04");
  CHECK(rate_text(1.2345e-7) == "1.23e-07");
  CHECK(rate_text(0.0099999) == "0.01");
  CHECK(rate_text(12.345) == "12.3");
  CHECK(rate_text(1000) == "1000");
  CHECK(rate_text(0) == "0");
  CHECK(rate_text(-0.5) == "-0.5");
}

TEST_CASE("the line of progress says everything where there is room") {
  CHECK(progress_text(sample(), 200) ==
        "bilateral  epoch   3/180 step  12/196  5123 img/s  loss 3.214  fine 2.100 32.1%  coarse 1.114 45.6%  "
        "lr 0.0831  2:10 ETA 1:02:03");
  Progress one = sample();
  one.coarse_loss.reset();
  one.coarse_accuracy.reset();
  one.remaining.reset();
  CHECK(progress_text(one) ==
        "bilateral  epoch   3/180 step  12/196  5123 img/s  loss 3.214  fine 32.1%  lr 0.0831  2:10");
  Progress start;
  start.epochs = 5;
  start.steps = 9;
  CHECK(progress_text(start) == "epoch 0/5 step 0/9  0:00");
}

TEST_CASE("the line of progress is never wider than asked and drops what matters least") {
  Progress p = sample();
  CHECK(display_width(progress_text(p)) <= 120);
  CHECK_FALSE(has(progress_text(p), "loss"));
  CHECK(has(progress_text(p), "fine 2.100 32.1%"));
  CHECK(progress_text(p, 105) ==
        "bilateral  epoch   3/180 step  12/196  5123 img/s  fine 32.1%  coarse 45.6%  lr 0.0831  2:10 ETA 1:02:03");
  CHECK_FALSE(has(progress_text(p, 100), "lr"));
  CHECK(has(progress_text(p, 100), "5123 img/s"));
  CHECK(progress_text(p, 80) == "bilateral  epoch 3/180 step 12/196  fine 32.1%  coarse 45.6%  2:10 ETA 1:02:03");
  CHECK(progress_text(p, 70) == "epoch 3/180 step 12/196  fine 32.1%  coarse 45.6%  2:10 ETA 1:02:03");
  CHECK(progress_text(p, 50) == "epoch 3/180 step 12/196  2:10 ETA 1:02:03");
  p.stage = "größte";
  for (std::size_t columns = 0; columns < 160; ++columns) {
    const std::string text = progress_text(p, columns);
    CAPTURE(columns, text);
    CHECK(display_width(text) <= columns);
    CHECK(is_utf8(text));
  }
}

TEST_CASE("on a terminal the line is written over, not too often, and a finished line stays") {
  std::ostringstream out;
  double time = 0;
  {
    ProgressLine line(out, true, {.columns = 80, .clock = [&] { return time; }});
    line.show(sample());
    const std::string first = out.str();
    CHECK(first.starts_with("\rbilateral"));
    CHECK(first.ends_with("\x1b[K"));
    CHECK(display_width(first.substr(1, first.size() - 4)) <= 79);
    CHECK_FALSE(has(first, "\n"));
    time = 0.05;
    line.show(sample());
    CHECK(out.str() == first);
    time = 0.2;
    line.show(sample());
    CHECK(out.str() == first + first);
    line.finish("epoch 3 done");
    CHECK(out.str() == first + first + "\r\x1b[Kepoch 3 done\n");
    line.show(sample());  // at once: the terminal shows nothing now
    CHECK(out.str() == first + first + "\r\x1b[Kepoch 3 done\n" + first);
  }
  CHECK(out.str().ends_with("\x1b[K\n"));
}

TEST_CASE("elsewhere plain lines come at a sensible rate") {
  std::ostringstream out;
  double time = 1000;
  {
    ProgressLine line(out, false, {.clock = [&] { return time; }});
    line.show(sample());
    time += 29;
    line.show(sample());
    CHECK(out.str().empty());
    time += 2;
    line.show(sample());
    const std::string one = out.str();
    CHECK(one == progress_text(sample()) + "\n");
    time += 5;
    line.finish("epoch 3 done");
    time += 28;
    line.show(sample());
    CHECK(out.str() == one + "epoch 3 done\n");
  }
  CHECK_FALSE(has(out.str(), "\r"));
  CHECK(out.str().ends_with("epoch 3 done\n"));
}

TEST_CASE("a training report becomes progress, with the heads that the network has") {
  StepReport report;
  report.epoch = 2;
  report.epochs = 8;
  report.step = 5;
  report.steps = 10;
  report.heads = {4, 0};
  report.totals = {.images = 200, .loss = 500, .fine_loss = 500, .coarse_loss = 0, .fine_hits = 50, .coarse_hits = 0};
  report.learning_rate = 0.1;
  report.images_per_second = 100;
  report.elapsed = 12;
  report.remaining = 60;
  CHECK(progress_text(progress_of(report, "left")) ==
        "left  epoch 3/8 step  5/10  100 img/s  loss 2.500  fine 25.0%  lr 0.1  0:12 ETA 1:00");
  // A loss of 0 is one: its head is there.
  report.heads = {4, 2};
  const Progress both = progress_of(report, "left");
  CHECK(both.coarse_loss == 0.0);
  CHECK(both.coarse_accuracy == 0.0);
  report.totals.fine_loss = 0;
  CHECK(progress_of(report, "left").fine_accuracy == 0.25);
  report.heads = {0, 2};
  CHECK_FALSE(progress_of(report, "left").fine_accuracy.has_value());
  report.totals = {};
  CHECK(progress_text(progress_of(report, "left")) == "left  epoch 3/8 step  5/10  100 img/s  lr 0.1  0:12 ETA 1:00");
}

TEST_CASE("an epoch's report becomes one line") {
  EpochReport report;
  report.epoch = 2;
  report.epochs = 8;
  report.heads = {4, 2};
  report.totals = {
      .images = 200, .loss = 700, .fine_loss = 500, .coarse_loss = 200, .fine_hits = 50, .coarse_hits = 100};
  report.images_per_second = 100;
  report.seconds = 61;
  const std::string begin = "single  epoch 3/8  loss 3.500  training fine 25.0% coarse 50.0%  ";
  CHECK(epoch_text(report, "single") == begin + "100 img/s  1:01");
  EpochReport certain = report;  // no loss, and yet a head
  certain.totals.coarse_loss = 0;
  CHECK(epoch_text(certain, "single") == epoch_text(report, "single"));
  certain.heads = {4, 0};
  CHECK(epoch_text(certain, "single") == "single  epoch 3/8  loss 3.500  training fine 25.0%  100 img/s  1:01");
  report.validation.emplace(Classes{0, 2}, std::vector<std::int32_t>{}, 0);
  const std::vector<float> logits{1, 0, 1, 0};
  const std::vector<std::int32_t> labels{0, 1};
  report.validation->coarse->add(std::span<const float>(logits), std::span<const std::int32_t>(labels));
  report.best = true;
  CHECK(epoch_text(report, "single") == begin + "validation coarse 50.0%  100 img/s  1:01  best");
}

TEST_CASE("a file is no terminal, and a terminal tells its width") {
  std::FILE* file = std::tmpfile();
  REQUIRE(file != nullptr);
  CHECK_FALSE(terminal_columns(file));
  std::fclose(file);
#if defined(__linux__)
  const int primary = posix_openpt(O_RDWR | O_NOCTTY);
  if (primary < 0 || grantpt(primary) != 0 || unlockpt(primary) != 0) return;  // no terminals on this machine
  std::FILE* terminal = std::fopen(ptsname(primary), "r+");
  if (terminal != nullptr) {
    const winsize wide{.ws_row = 24, .ws_col = 132, .ws_xpixel = 0, .ws_ypixel = 0};
    REQUIRE(ioctl(primary, TIOCSWINSZ, &wide) == 0);
    CHECK(terminal_columns(terminal) == 132);
    const winsize unknown{};
    REQUIRE(ioctl(primary, TIOCSWINSZ, &unknown) == 0);
    CHECK(terminal_columns(terminal) == 80);
    std::fclose(terminal);
  }
  close(primary);
#endif
}

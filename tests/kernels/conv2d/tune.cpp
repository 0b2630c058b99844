#include "bicameral/kernels/conv2d/tune.hpp"

#include <map>

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

constexpr ConvolutionProblem wide{1, {16, 6, 5}, 8, 3, 1, 1};
constexpr ConvolutionProblem strided{1, {3, 6, 6}, 8, 3, 2, 1};
constexpr ConvolutionProblem pointwise{1, {4, 3, 3}, 5, 1, 1, 0};

/// A clock that lets every call take what `milliseconds` says about the algorithm and round that was announced.
struct PlayedClock {
  std::function<double(const TuneProgress&)> milliseconds;
  double now = 0;
  double next = 0;
  bool running = false;
  void announce(const TuneProgress& progress) { next = milliseconds(progress) / 1000; }
  double operator()() {
    running = !running;
    if (!running) now += next;
    return now;
  }
};

std::vector<TunedConvolution> tune(const std::vector<ConvolutionProblem>& problems,
                                   const std::function<double(const TuneProgress&)>& milliseconds, int rounds = 3) {
  ThreadPool pool(2);
  PlayedClock clock{milliseconds};
  TuneSettings settings;
  settings.rounds = rounds;
  settings.clock = [&] { return clock(); };
  return tune_convolutions(pool, problems, 2, settings, [&](const TuneProgress& p) { clock.announce(p); });
}

}  // namespace

TEST_CASE("Tuning chooses the algorithm with the shortest time, pass by pass") {
  const std::array<std::string, 3> fastest{"im2col", "winograd2", "direct"};
  const auto tuned = tune({wide}, [&](const TuneProgress& p) {
    const double slow = p.round == 2 ? 100 : 7;  // a noisy moment for all
    return p.algorithm == fastest[static_cast<std::size_t>(p.pass)] ? slow - 1 : slow;
  });
  REQUIRE(tuned.size() == 1);
  CHECK(tuned[0].choice == ConvolutionChoice{wide.in, 8, 3, 1, 1, fastest});
  for (const auto& measured : tuned[0].measured) {
    REQUIRE(measured.size() == 5);
    for (const MeasuredAlgorithm& m : measured) {
      INFO(m.name);
      const bool chosen = m.name == fastest[static_cast<std::size_t>(&measured - tuned[0].measured.data())];
      CHECK(m.milliseconds == Approx(chosen ? 6 : 7));
    }
  }
}

TEST_CASE("The warm-up does not count, and algorithms take turns there and back") {
  std::vector<std::string> order;
  const auto tuned = tune(
      {pointwise},
      [&](const TuneProgress& p) {
        if (p.pass == ConvolutionPass::forward) order.emplace_back(p.algorithm);
        return p.round == 0 ? 1.0 : p.algorithm == "im2col" ? 3.0 : 4.0;
      },
      1);
  CHECK(order == std::vector<std::string>{"im2col", "im2col_blocked", "direct", "pointwise", "pointwise", "direct",
                                          "im2col_blocked", "im2col"});
  CHECK(tuned[0].measured[0][0].milliseconds == Approx(3));
}

TEST_CASE("Every algorithm that applies is measured, but not the reference, and every shape once") {
  std::map<std::string, int> calls;
  std::int64_t last = 0, all = 0;
  const auto tuned = tune({wide, strided, {9, wide.in, 8, 3, 1, 1}, strided}, [&](const TuneProgress& p) {
    ++calls[std::string(p.algorithm)];
    CHECK(p.problem.batch == 2);
    CHECK(p.done == last++);
    all = p.calls;
    return 1.0;
  });
  CHECK(last == all);
  REQUIRE(tuned.size() == 2);
  CHECK(tuned[0].choice.is_for(wide));
  CHECK(tuned[1].choice.is_for(strided));
  CHECK(calls == std::map<std::string, int>{
                     {"im2col", 24}, {"im2col_blocked", 24}, {"direct", 24}, {"winograd2", 12}, {"winograd4", 12}});
}

TEST_CASE("Tuning with the real clock finds times, and its choices can be used") {
  ThreadPool pool(2);
  const std::vector<ConvolutionProblem> problems{wide, strided, pointwise};
  const auto tuned = tune_convolutions(pool, std::span<const ConvolutionProblem>(problems), 2, {.rounds = 2});
  REQUIRE(tuned.size() == 3);
  for (const TunedConvolution& t : tuned)
    for (const auto& measured : t.measured)
      for (const MeasuredAlgorithm& m : measured) CHECK((m.milliseconds > 0 && m.milliseconds < 60000));
  ConvolutionSettings settings;
  settings.choices = choices_of(tuned);
  for (const ConvolutionProblem& p : problems)
    for (const ConvolutionPass pass : convolution_passes)
      CHECK(convolution_algorithm(settings, p, pass) ==
            detail::choice_for(settings, p)->algorithms[static_cast<std::size_t>(pass)]);
  CHECK(convolution_scratch_bytes<float>(wide, settings, 2) > 0);
}

TEST_CASE("Tuning refuses problems that are none and settings that cannot be used") {
  CHECK(thrown_message([] {
          tune({{1, {3, 4, 4}, 8, 7, 1, 0}}, [](const auto&) { return 1.0; });
        }) == "tune_convolutions: height with padding: expected at least 7, got 4");
  CHECK(thrown_message([] {
          tune(
              {wide}, [](const auto&) { return 1.0; }, 0);
        }) == "tune_convolutions: rounds: expected at least 1, got 0");
  CHECK(tune({}, [](const auto&) { return 1.0; }).empty());
}

#pragma once
// Which algorithm is fastest on this machine, by trying them all.

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "bicameral/core/aligned_buffer.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/random.hpp"
#include "bicameral/kernels/conv2d/algorithms.hpp"
#include "bicameral/kernels/conv2d/check.hpp"

namespace bicameral {

/// An algorithm and the shortest time that one call of it took.
struct MeasuredAlgorithm {
  std::string name;
  double milliseconds = 0;
  bool operator==(const MeasuredAlgorithm&) const = default;
};

/// One shape: how long every algorithm took in each pass, and the fastest ones.
struct TunedConvolution {
  ConvolutionChoice choice{};
  std::array<std::vector<MeasuredAlgorithm>, 3> measured{};  // by ConvolutionPass
  bool operator==(const TunedConvolution&) const = default;
};

/// How convolutions are measured.
struct TuneSettings {
  int rounds = 5;                     // measured calls of each algorithm, after one that is not
  ConvolutionSettings convolution{};  // for its block sizes
  /// Seconds since whenever; empty: the steady clock.
  std::function<double()> clock{};
};

/// What is about to be measured.
struct TuneProgress {
  const ConvolutionProblem& problem;
  ConvolutionPass pass;
  std::string_view algorithm;
  int round = 0;           // 0: the warm-up
  std::int64_t done = 0;   // calls
  std::int64_t calls = 0;  // in all
};

inline namespace BICAMERAL_SIMD {

/// What a run takes over: the choices alone.
inline std::vector<ConvolutionChoice> choices_of(const std::vector<TunedConvolution>& convolutions) {
  std::vector<ConvolutionChoice> choices;
  choices.reserve(convolutions.size());
  for (const TunedConvolution& convolution : convolutions) choices.push_back(convolution.choice);
  return choices;
}

namespace detail {

/// The algorithms that may be chosen for a shape: all that apply, without the reference.
inline std::vector<std::string> algorithms_to_tune(const ConvolutionProblem& p) {
  std::vector<std::string> names;
  const auto consider = [&](auto algorithm) {
    if (algorithm.name != ReferenceConvolution::name && algorithm.applies(p)) names.emplace_back(algorithm.name);
  };
  std::apply([&](auto... algorithm) { (consider(algorithm), ...); }, ConvolutionAlgorithms{});
  return names;
}

/// The different shapes among the problems, each with this batch.
inline std::vector<ConvolutionProblem> distinct_problems(std::span<const ConvolutionProblem> problems, int batch) {
  std::vector<ConvolutionProblem> distinct;
  for (ConvolutionProblem p : problems) {
    p.batch = batch;
    check_convolution_problem("tune_convolutions", p);
    const ConvolutionChoice shape{p.in, p.filters, p.kernel, p.stride, p.padding, {}};
    if (std::none_of(distinct.begin(), distinct.end(), [&](const auto& known) { return shape.is_for(known); }))
      distinct.push_back(p);
  }
  return distinct;
}

/// Memory that is enough for every problem and algorithm, taken once.
template <class T>
struct TuneMemory {
  TuneMemory(const std::vector<ConvolutionProblem>& problems, ConvolutionSettings settings, int workers) {
    std::int64_t pictures = 0, weights = 0;
    std::size_t bytes = 0;
    for (const ConvolutionProblem& p : problems) {
      pictures = std::max({pictures, p.batch * p.in.size(), p.rows() * p.filters});
      weights = std::max(weights, p.weights());
      for (std::string& name : algorithms_to_tune(p)) {
        settings.algorithm = std::move(name);
        bytes = std::max(bytes, convolution_scratch_bytes<T>(p, settings, workers));
      }
    }
    const auto size = [](std::int64_t count) { return static_cast<std::size_t>(count); };
    from = AlignedBuffer<T>(size(pictures));
    other = AlignedBuffer<T>(size(pictures));
    filters = AlignedBuffer<T>(size(weights));
    result = AlignedBuffer<T>(size(std::max(pictures, weights)));
    scratch = AlignedBuffer<std::byte>(bytes);
    RandomStream stream(1, Purpose::synthesize, "tune");
    for (AlignedBuffer<T>* values : {&from, &other, &filters})
      for (T& value : *values) value = static_cast<T>(stream.uniform(-1, 1));
  }
  void run(const ConvolutionCall& call, ConvolutionPass pass) {
    if (pass == ConvolutionPass::forward)
      convolution_forward<T>(call, from.data(), filters.data(), nullptr, result.data());
    else if (pass == ConvolutionPass::backward_input)
      convolution_backward_input<T>(call, from.data(), filters.data(), result.data());
    else
      convolution_backward_weight<T>(call, from.data(), other.data(), result.data());
  }
  AlignedBuffer<T> from, other, filters, result;
  AlignedBuffer<std::byte> scratch;
};

}  // namespace detail

/// Times every algorithm but the reference that applies, in every pass of every different shape among the problems, for
/// `batch` images, and chooses the fastest. Algorithms take turns, there and back, so that a noisy moment or the state
/// in which one leaves the caches favours none; of each, the shortest time counts.
/// Calls `on_progress` before every call of an algorithm. Memory is taken once, before the first of them.
/// Throws Error for problems that are none and for settings that cannot be used.
template <class T = float>
std::vector<TunedConvolution> tune_convolutions(ThreadPool& pool, std::span<const ConvolutionProblem> problems,
                                                int batch, const TuneSettings& settings = {},
                                                const std::function<void(const TuneProgress&)>& on_progress = {}) {
  detail::expect_size("tune_convolutions", "rounds", settings.rounds, 1, 1000000);
  check_convolution_blocks("tune_convolutions", settings.convolution);
  const std::vector<ConvolutionProblem> distinct = detail::distinct_problems(problems, batch);
  ConvolutionSettings now = settings.convolution;
  now.choices.clear();
  detail::TuneMemory<T> memory(distinct, now, pool.threads());
  const auto seconds = [&] {
    if (settings.clock) return settings.clock();
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
  };
  std::int64_t calls = 0;
  for (const ConvolutionProblem& p : distinct)
    calls += static_cast<std::int64_t>(3 * detail::algorithms_to_tune(p).size()) * (settings.rounds + 1);
  std::int64_t done = 0;

  std::vector<TunedConvolution> tuned;
  for (const ConvolutionProblem& p : distinct) {
    TunedConvolution& result =
        tuned.emplace_back(TunedConvolution{{p.in, p.filters, p.kernel, p.stride, p.padding, {}}, {}});
    for (const ConvolutionPass pass : convolution_passes) {
      std::vector<MeasuredAlgorithm>& measured = result.measured[static_cast<std::size_t>(pass)];
      for (std::string& name : detail::algorithms_to_tune(p))
        measured.push_back({std::move(name), std::numeric_limits<double>::infinity()});
      for (int round = 0; round <= settings.rounds; ++round)
        for (std::size_t turn = 0; turn < measured.size(); ++turn) {
          MeasuredAlgorithm& algorithm = measured[round % 2 == 0 ? turn : measured.size() - 1 - turn];
          if (on_progress) on_progress({p, pass, algorithm.name, round, done, calls});
          now.algorithm = algorithm.name;
          const ConvolutionCall call{p, &now, &pool, memory.scratch.data()};
          const double begin = seconds();
          memory.run(call, pass);
          const double taken = std::round(1e9 * (seconds() - begin)) * 1e-6;  // whole nanoseconds, for short files
          if (round > 0) algorithm.milliseconds = std::min(algorithm.milliseconds, taken);
          ++done;
        }
      result.choice.algorithms[static_cast<std::size_t>(pass)] =
          std::min_element(measured.begin(), measured.end(), [](const auto& a, const auto& b) {
            return a.milliseconds < b.milliseconds;
          })->name;
    }
  }
  return tuned;
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral

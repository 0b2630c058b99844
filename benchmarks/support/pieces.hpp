#pragma once
// Programs that time steps of whole networks: all of them by google-benchmark, or one in a process of its own.

#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <functional>
#include <iostream>
#include <string>
#include <vector>

#include "benchmarks/support/machine.hpp"
#include "benchmarks/support/options.hpp"
#include "bicameral/core/build_info.hpp"

namespace bicameral::benchmarks {

/// One thing that is timed: `make` sets it up and returns what is repeated.
struct Piece {
  std::string name;
  int images = 0;  // of one repetition
  int threads = 0;
  bool quick = false;  // is it small enough to run when nobody waits?
  std::function<std::function<void()>()> make;
};

/// The most memory this process has held at a time.
inline double peak_mib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
#ifdef __APPLE__
  return static_cast<double>(usage.ru_maxrss) / 1024 / 1024;
#else
  return static_cast<double>(usage.ru_maxrss) / 1024;
#endif
}

/// Times `rounds` repetitions after one that is not, and prints one line of JSON: what, seconds of each, peak memory.
inline void run_alone(const Piece& piece, int rounds) {
  const std::function<void()> step = piece.make();
  step();
  std::cout << R"({"program": "bicameral", "figure": ")" << piece.name << R"(", "batch": )" << piece.images
            << R"(, "threads": )" << piece.threads << R"(, "seconds": [)";
  for (int round = 0; round < rounds; ++round) std::cout << (round == 0 ? "" : ", ") << seconds_of(step);
  std::cout << R"(], "peak_mib": )" << peak_mib() << "}\n";
}

/// All pieces by google-benchmark, or with --only NAME [--rounds N] one alone. Returns what main returns.
inline int run_pieces(int count, char** words, const Options& options, const std::vector<Piece>& pieces) {
  const std::optional<std::string> only = take_value(count, words, "--only");
  const int rounds = take_number(count, words, "--rounds", 5);
  benchmark::Initialize(&count, words);
  if (benchmark::ReportUnrecognizedArguments(count, words)) return 2;
  if (only) {
    for (const Piece& piece : pieces)
      if (piece.name == *only) return run_alone(piece, rounds), 0;
    std::string names;
    for (const Piece& piece : pieces) names += (names.empty() ? "" : ", ") + piece.name;
    refuse(words[0], "--only", "one of " + names);
  }
  benchmark::AddCustomContext("build", to_text(build_info()));
  benchmark::AddCustomContext("threads", std::to_string(options.threads));
  for (const Piece& piece : pieces) {
    if (options.quick && !piece.quick) continue;
    auto* entry = benchmark::RegisterBenchmark(piece.name.c_str(), [piece](benchmark::State& state) {
      const std::function<void()> step = piece.make();
      step();
      for ([[maybe_unused]] auto _ : state) step();
      state.counters["images/s"] =
          benchmark::Counter(static_cast<double>(piece.images), benchmark::Counter::kIsIterationInvariantRate);
      state.counters["batch"] = piece.images;
      state.counters["threads"] = piece.threads;
    });
    entry->UseRealTime()->Unit(benchmark::kMillisecond);
    if (options.quick) entry->Iterations(1);
  }
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}

}  // namespace bicameral::benchmarks

#pragma once
// What the machine can do at best, measured in the same run as what we do with it.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "bicameral/core/aligned_buffer.hpp"
#include "bicameral/core/parallel.hpp"
#include "bicameral/core/simd.hpp"

namespace bicameral::benchmarks {

inline double seconds_of(const auto& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// So many rounds of multiply-adds of `Chains` independent registers; their sum, so that nothing is left out.
template <int Chains>
[[gnu::flatten]] Vec<float> multiply_adds(std::int64_t rounds, float seed) {
  using V = Vec<float>;
  V sums[Chains];
  unrolled<Chains>([&](int i) { sums[i] = V::broadcast(static_cast<float>(i)); });
  const V factor = V::broadcast(seed);
  const V term = V::broadcast(1e-3F);
  for (std::int64_t round = 0; round < rounds; ++round)
    unrolled<Chains>([&](int i) { sums[i] = multiply_add(sums[i], factor, term); });
  V sum = V::zero();
  unrolled<Chains>([&](int i) { sum = sum + sums[i]; });
  return sum;
}

/// Multiply-adds of independent registers on every thread, in GFLOP/s: the ceiling of all products.
inline double peak_gflops(ThreadPool& pool) {
  constexpr int chains = 24;
  constexpr std::int64_t rounds = 4'000'000;
  AlignedBuffer<float> results(static_cast<std::size_t>(pool.threads()) * 64);
  double best = 0;
  for (int repeat = 0; repeat < 12; ++repeat) {
    const double seconds = seconds_of([&] {
      pool.for_each_task(pool.threads(), [&](std::int64_t task, int) {
        multiply_adds<chains>(rounds, 0.999F + static_cast<float>(task) * 1e-6F).store(results.data() + task * 64);
      });
    });
    const double operations = 2.0 * chains * Vec<float>::lanes * rounds * pool.threads();
    best = std::max(best, operations / seconds * 1e-9);
  }
  return best;
}

/// Reading one array and writing another, both far larger than the caches, in GB/s.
inline double copy_bandwidth(ThreadPool& pool) {
  constexpr std::int64_t count = 32 * 1024 * 1024;
  const AlignedBuffer<float> from(count);
  AlignedBuffer<float> to(count);
  double best = 0;
  for (int repeat = 0; repeat < 4; ++repeat) {
    const double seconds = seconds_of([&] {
      pool.for_each_task(64, [&](std::int64_t task, int) {
        std::copy_n(from.data() + task * (count / 64), count / 64, to.data() + task * (count / 64));
      });
    });
    best = std::max(best, 2.0 * count * sizeof(float) / seconds * 1e-9);
  }
  return best;
}

}  // namespace bicameral::benchmarks

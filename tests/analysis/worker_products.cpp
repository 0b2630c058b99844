#include "bicameral/analysis/worker_products.hpp"

#include <vector>

#include "tests/catch.hpp"

using namespace bicameral;

TEST_CASE("many workers multiply at once, each in memory of its own") {
  ThreadPool pool(3);
  WorkerProducts<double> products(pool);
  constexpr std::int64_t tasks = 40;
  constexpr std::int64_t side = 17;
  std::vector<double> a(side * side);
  for (std::size_t i = 0; i < a.size(); ++i) a[i] = static_cast<double>(i % 7) - 3;
  std::vector<double> results(static_cast<std::size_t>(tasks * side * side));
  pool.for_each_task(tasks, [&](std::int64_t task, int worker) {
    products.multiply(worker, Layout::b_transposed, side, side, side, a.data(), side, a.data(), side,
                      results.data() + task * side * side, side, false);
  });
  for (std::size_t task = 0; task < tasks; ++task)
    for (std::size_t i = 0; i < side; ++i)
      for (std::size_t j = 0; j < side; ++j) {
        double sum = 0;
        for (std::size_t k = 0; k < side; ++k) sum += a[i * side + k] * a[j * side + k];
        REQUIRE(results[(task * side + i) * side + j] == sum);
      }
}

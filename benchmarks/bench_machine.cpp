// What the machine can do at best, as one line of JSON: multiply-adds in registers and copying of large arrays.
// Usage: bench_machine [--quick] [--threads N]   (--quick: the peak only)

#include <iostream>

#include "benchmarks/support/machine.hpp"
#include "benchmarks/support/options.hpp"
#include "bicameral/core/build_info.hpp"
#include "bicameral/core/json_text.hpp"

int main(int count, char** words) {
  using namespace bicameral;
  const benchmarks::Options options = benchmarks::take_options(count, words, 1);
  if (count > 1) benchmarks::refuse(words[0], words[1], "--quick or --threads");
  ThreadPool pool(options.threads);
  std::cout << R"({"threads": )" << pool.threads() << R"(, "peak_gflops": )" << benchmarks::peak_gflops(pool);
  if (!options.quick) std::cout << R"(, "copy_gb_per_s": )" << benchmarks::copy_bandwidth(pool);
  std::cout << R"(, "build": )" << json_string(to_text(build_info())) << "}\n";
}

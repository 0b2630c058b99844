// The product stays in the caller's thread where OpenMP is on and Eigen would use it.

#include <omp.h>

#include <Eigen/Core>
#include <filesystem>
#include <iostream>
#include <iterator>

#include "bicameral/core/aligned_buffer.hpp"
#include "bicameral/kernels/gemm.hpp"

namespace {

/// Threads of this process; OpenMP keeps those it has started.
std::ptrdiff_t threads() {
  return std::distance(std::filesystem::directory_iterator("/proc/self/task"), std::filesystem::directory_iterator{});
}

}  // namespace

int main() {
  if (!std::filesystem::exists("/proc/self/task")) {
    std::cout << "skipped: this system does not list a process's threads\n";
    return 0;
  }
  omp_set_num_threads(4);
  constexpr std::int64_t n = 512;
  const bicameral::AlignedBuffer<float> a(n * n);
  bicameral::AlignedBuffer<float> c(n * n);
  const bicameral::GemmBlocking blocking;
  bicameral::AlignedBuffer<std::byte> scratch(bicameral::gemm_scratch_bytes<float>(blocking));
  bicameral::gemm(bicameral::Layout::plain, n, n, n, a.data(), n, a.data(), n, c.data(), n, false, blocking,
                  scratch.data());
  const std::ptrdiff_t ours = threads();

  // That the test can fail: Eigen's own product does start threads.
  const Eigen::MatrixXf matrix = Eigen::MatrixXf::Random(n, n);
  const Eigen::MatrixXf product = matrix * matrix;
  const std::ptrdiff_t eigens = threads();

  std::cout << "threads after gemm: " << ours << ", after Eigen's product: " << eigens << " (" << product.sum() + c[0]
            << ")\n";
  return ours == 1 && eigens > 1 ? 0 : 1;
}

#include "bicameral/kernels/conv2d/patches.hpp"

#include <numeric>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/compare.hpp"

using namespace bicameral;
using namespace bicameral::test;
using bicameral::detail::PatchColumns;

namespace {

std::size_t size(std::int64_t count) { return static_cast<std::size_t>(count); }

const std::vector<ConvolutionProblem> problems{{2, {3, 5, 7}, 4, 3, 1, 1}, {1, {5, 6, 6}, 4, 3, 2, 1},
                                               {3, {2, 1, 1}, 4, 1, 1, 0}, {2, {4, 8, 5}, 4, 5, 3, 2},
                                               {1, {1, 4, 4}, 4, 2, 2, 0}, {2, {3, 2, 3}, 4, 3, 1, 2}};

/// The value at a place of the patch matrix, by its definition.
double expected_patch(const ConvolutionProblem& p, std::int64_t row, int tap, int channel,
                      const std::vector<double>& x) {
  const std::int64_t pixels = p.out().pixels();
  const auto pixel = static_cast<int>(row % pixels);
  const int h = pixel / p.out_width() * p.stride - p.padding + tap / p.kernel;
  const int w = pixel % p.out_width() * p.stride - p.padding + tap % p.kernel;
  if (h < 0 || h >= p.in.height || w < 0 || w >= p.in.width) return 0;
  return x[size(((row / pixels * p.in.height + h) * p.in.width + w) * p.in.channels + channel)];
}

}  // namespace

TEST_CASE("A row of the patch matrix is what lies under its window, zero outside the picture") {
  for (const ConvolutionProblem& p : problems) {
    const auto x = numbers<double>(size(p.in.size() * p.batch), "x");
    const int taps = p.kernel * p.kernel;
    const std::vector<PatchColumns> parts{PatchColumns::all(p),
                                          {taps / 2, taps, 0, p.in.channels},
                                          {0, taps, p.in.channels / 2, p.in.channels},
                                          {0, p.kernel, 0, p.in.channels}};
    for (const PatchColumns& columns : parts)
      for (const RowRange rows : {RowRange{0, p.rows()}, RowRange{p.rows() / 3, p.rows()}}) {
        std::vector<double> patches(size(rows.count() * columns.count()), -1);
        detail::gather_patches(p, rows, columns, x.data(), patches.data());
        std::size_t wrong = 0;
        std::size_t i = 0;
        for (std::int64_t row = rows.begin; row < rows.end; ++row)
          for (int tap = columns.first_tap; tap < columns.last_tap; ++tap)
            for (int c = columns.first_channel; c < columns.last_channel; ++c, ++i)
              wrong += patches[i] == expected_patch(p, row, tap, c, x) ? 0 : 1;
        CHECK(wrong == 0);
      }
  }
}

TEST_CASE("Scattering is the transpose of gathering: <gather(x), p> = <x, scatter(p)>") {
  for (const ConvolutionProblem& p : problems) {
    const auto x = numbers<double>(size(p.in.size() * p.batch), "x");
    const auto patches = numbers<double>(size(p.rows() * p.patch()), "patches");
    std::vector<double> gathered(patches.size());
    std::vector<double> scattered(x.size(), 0.0);
    detail::gather_patches(p, {0, p.rows()}, PatchColumns::all(p), x.data(), gathered.data());
    detail::scatter_patches(p, {0, p.rows()}, patches.data(), p.patch(), scattered.data());
    const double left = std::inner_product(gathered.begin(), gathered.end(), patches.begin(), 0.0);
    const double right = std::inner_product(x.begin(), x.end(), scattered.begin(), 0.0);
    CHECK(left == Approx(right).epsilon(1e-12));
    CHECK(left != 0);
  }
}

#include "bicameral/kernels/moments.hpp"

#include <vector>

#include "tests/catch.hpp"
#include "tests/support/compare.hpp"

using namespace bicameral;
using namespace bicameral::test;

TEST_CASE("moments of parts joined are those of all rows, however the rows are cut") {
  constexpr int channels = 3;
  constexpr std::int64_t stride = 4;
  const auto x = numbers<double>(channels * 20, "x");
  for (const std::vector<std::int64_t>& rows :
       {std::vector<std::int64_t>{20}, {1, 19}, {7, 0, 6, 7}, std::vector<std::int64_t>(20, 1)}) {
    std::vector<double> memory(rows.size() * 2 * stride, 1e30);
    const MomentParts<double> parts{memory.data(), stride};
    std::size_t row = 0;
    for (std::size_t part = 0; part < rows.size(); ++part) {
      const auto number = static_cast<std::int64_t>(part);
      if (rows[part] == 0) continue;  // nobody writes it
      for (std::size_t c = 0; c < channels; ++c) {
        double sum = 0;
        double squares = 0;
        const auto count = static_cast<std::size_t>(rows[part]);
        for (std::size_t i = row; i < row + count; ++i) sum += x[i * channels + c];
        const double mean = sum / static_cast<double>(count);
        for (std::size_t i = row; i < row + count; ++i)
          squares += (x[i * channels + c] - mean) * (x[i * channels + c] - mean);
        parts.mean(number)[c] = mean;
        parts.squares(number)[c] = squares;
      }
      row += static_cast<std::size_t>(rows[part]);
    }
    std::vector<double> mean(channels), squares(channels), expected_mean(channels), expected_squares(channels);
    join_moments(parts, static_cast<std::int64_t>(rows.size()),
                 [&](std::int64_t part) { return rows[static_cast<std::size_t>(part)]; }, channels,
                 {mean.data(), squares.data()});
    for (std::size_t c = 0; c < channels; ++c) {
      for (std::size_t i = 0; i < 20; ++i) expected_mean[c] += x[i * channels + c] / 20;
      for (std::size_t i = 0; i < 20; ++i)
        expected_squares[c] += (x[i * channels + c] - expected_mean[c]) * (x[i * channels + c] - expected_mean[c]);
    }
    CHECK(difference(mean, expected_mean) < 1e-14);
    CHECK(difference(squares, expected_squares) < 1e-14);
  }
}

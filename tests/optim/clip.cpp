#include "bicameral/optim/clip.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "bicameral/core/random.hpp"
#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::thrown_message;

namespace {

std::vector<float> noise(std::size_t count) {
  RandomStream stream(3, Purpose::initialize, "gradients");
  std::vector<float> values(count);
  for (float& value : values) value = static_cast<float>(stream.uniform(-1, 1));
  return values;
}

}  // namespace

TEST_CASE("Gradients that are too long are shortened as PyTorch does it") {
  // torch.nn.utils.clip_grad_norm_ with max_norm 6.5 of PyTorch 1.13, in double: 3, 4, 12 have length 13.
  ThreadPool pool(1);
  std::vector<double> gradients{3, 4, 12};
  REQUIRE(clip_global_norm<double>(gradients, 6.5, pool) == 13);
  CHECK(gradients[0] == Approx(1.4999998846153937).epsilon(1e-14));
  CHECK(gradients[1] == Approx(1.9999998461538582).epsilon(1e-14));
  CHECK(gradients[2] == Approx(5.999999538461575).epsilon(1e-14));
}

TEST_CASE("Gradients that are short enough are not touched") {
  ThreadPool pool(1);
  std::vector<double> gradients{3, 4, 12};
  REQUIRE(clip_global_norm<double>(gradients, 13.5, pool) == 13);
  REQUIRE(gradients == std::vector<double>{3, 4, 12});
  std::vector<float> zeros(10);
  REQUIRE(clip_global_norm<float>(zeros, 1, pool) == 0);
  REQUIRE(clip_global_norm<float>({}, 1, pool) == 0);
}

TEST_CASE("The number of threads changes no bit of the norm or the gradients") {
  // Below one chunk, some chunks, and more values than the most chunks of the usual size hold.
  for (const std::size_t count : {std::size_t{1001}, std::size_t{70'001}, std::size_t{256 * 16384 + 12345}}) {
    const auto before = noise(count);
    auto expected = before;
    ThreadPool alone(1);
    const double norm = clip_global_norm<float>(expected, 1, alone);
    double squares = 0;
    for (const float value : before) squares += static_cast<double>(value) * static_cast<double>(value);
    REQUIRE(norm == Approx(std::sqrt(squares)).epsilon(1e-11));
    REQUIRE(global_norm<float>(expected, alone) == Approx(1).epsilon(1e-5));
    for (const int threads : {2, 3, 7}) {
      ThreadPool pool(threads);
      auto gradients = before;
      REQUIRE(clip_global_norm<float>(gradients, 1, pool) == norm);
      REQUIRE(gradients == expected);
    }
  }
}

TEST_CASE("Squares that overflow float do not overflow the norm") {
  ThreadPool pool(1);
  std::vector<float> gradients{3e30f, 4e30f};
  REQUIRE(clip_global_norm<float>(gradients, 1, pool) == Approx(5e30));
  REQUIRE(global_norm<float>(gradients, pool) == Approx(1).epsilon(1e-5));
}

TEST_CASE("Gradients without a length are left for the caller to look at") {
  ThreadPool pool(1);
  std::vector<float> broken{1, std::nanf(""), 100};
  REQUIRE(std::isnan(clip_global_norm<float>(broken, 1, pool)));
  REQUIRE(broken[0] == 1);
  REQUIRE(broken[2] == 100);
  std::vector<float> infinite{1, std::numeric_limits<float>::infinity()};
  REQUIRE(std::isinf(clip_global_norm<float>(infinite, 1, pool)));
  REQUIRE(infinite[0] == 1);
}

TEST_CASE("A largest norm that is not positive is refused") {
  ThreadPool pool(1);
  std::vector<float> gradients{1};
  for (const double norm : {0.0, -1.0, std::nan("")})
    REQUIRE(thrown_message([&] { clip_global_norm<float>(gradients, norm, pool); }).find("a positive largest norm") !=
            std::string::npos);
}

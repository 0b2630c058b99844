#include "bicameral/layers/dropout.hpp"

#include "tests/support/check_layer.hpp"
#include "tests/support/compare.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

using Input = Image<4, 5, 5>;  // 100 values

/// The output for images of ones: zero or the scale.
template <class P = Dropout<40>, class A = Sequential<Input, P>>
std::vector<float> masks(int batch, const PassKey& key) {
  Network<A> network;
  ThreadPool pool(2);
  Workspace<A> workspace(pool, batch, Mode::training);
  const std::vector<float> ones(static_cast<std::size_t>(batch) * 100, 1.0f);
  const float* y = training_forward(network, workspace, ones.data(), batch, key).features;
  return {y, y + ones.size()};
}

template <class P>
void check_rate(double rate) {
  const auto values = masks<P>(500, {.seed = 11});
  double dropped = 0;
  for (const float value : values) {
    const bool is_zero = value == 0;
    dropped += is_zero ? 1 : 0;
    if (!is_zero) REQUIRE(value == Approx(1 / (1 - rate)).epsilon(1e-6));
  }
  const double n = static_cast<double>(values.size());
  CHECK(std::abs(dropped / n - rate) <= 4 * std::sqrt(rate * (1 - rate) / n));  // four standard deviations
}

}  // namespace

TEST_CASE("dropout passes the gradient check and keeps the laws") {
  check_layer<Dropout<50>, Image<3, 4, 5>>();
  check_layer<Dropout<0>, Image<3, 1, 1>>();
  check_layer<Dropout<90>, Image<7, 3, 3>>();
}

TEST_CASE("dropout drops the fraction it is asked to and scales the rest so that means stay") {
  check_rate<Dropout<0>>(0);
  check_rate<Dropout<10>>(0.1);
  check_rate<Dropout<60>>(0.6);
  check_rate<Dropout<99>>(0.99);
}

TEST_CASE("dropout's mask goes with the image, not with its place in the batch") {
  const std::vector<std::uint32_t> items{7, 3, 500}, turned{500, 7, 3}, alone{3};
  const auto a = masks(3, {.seed = 1, .epoch = 2, .items = items});
  const auto b = masks(3, {.seed = 1, .epoch = 2, .items = turned});
  const auto c = masks(1, {.seed = 1, .epoch = 2, .items = alone});
  const auto image = [](const std::vector<float>& all, std::ptrdiff_t n) {
    return std::vector<float>(all.begin() + n * 100, all.begin() + (n + 1) * 100);
  };
  CHECK(image(a, 0) == image(b, 1));
  CHECK(image(a, 1) == image(b, 2));
  CHECK(image(a, 2) == image(b, 0));
  CHECK(image(a, 1) == c);
  CHECK(image(a, 0) != image(a, 1));
  CHECK(image(a, 1) != image(a, 2));
}

TEST_CASE("without items images count from zero") {
  const std::vector<std::uint32_t> items{0, 1, 2};
  CHECK(masks(3, {.seed = 1}) == masks(3, {.seed = 1, .items = items}));
}

TEST_CASE("dropout's mask differs by seed, epoch and layer") {
  const auto mask = masks(2, {.seed = 1, .epoch = 2});
  CHECK(mask == masks(2, {.seed = 1, .epoch = 2}));
  CHECK(mask != masks(2, {.seed = 2, .epoch = 2}));
  CHECK(mask != masks(2, {.seed = 1, .epoch = 3}));
  // Behind a first dropout of nothing it is the second of its kind.
  struct Pair : Sequential<Input, Dropout<0>, Dropout<40>> {};
  const auto second = masks<Dropout<40>, Pair>(2, {.seed = 1, .epoch = 2});
  CHECK(second != mask);
}

TEST_CASE("dropout's gradient is scaled and cut by the same mask") {
  using A = Sequential<Input, Dropout<40>>;
  Network<A> network;
  ThreadPool pool(2);
  Workspace<A> workspace(pool, 2, Mode::training);
  const std::vector<float> ones(200, 1.0f);
  const float* y = training_forward(network, workspace, ones.data(), 2, {.seed = 3}).features;
  std::ranges::copy(ones, workspace.output_gradients().features);
  std::vector<float> dx(200);
  training_backward(network, workspace, 2, {.seed = 3}, dx.data());
  CHECK(dx == std::vector<float>(y, y + 200));
}

TEST_CASE("without training dropout does nothing") {
  const auto images = numbers<float>(200, "images");
  CHECK(output_of<Dropout<60>, Input>(Network<Sequential<Input, Dropout<60>>>{}, images) == images);
}

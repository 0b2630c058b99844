#include "bicameral/layers/batch_norm.hpp"

#include "tests/support/check_layer.hpp"
#include "tests/support/compare.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

using Input = Image<2, 3, 2>;

template <class P, class T = double>
struct Trained {
  using A = Sequential<Input, P>;
  Network<A, T> network;
  std::vector<T> y;
};

template <class P>
Trained<P> train_once(const std::vector<double>& images) {
  using A = Sequential<Input, P>;
  Trained<P> result;
  const int batch = static_cast<int>(images.size() / 12);
  ThreadPool pool(2);
  Workspace<A, double> workspace(pool, batch, Mode::training);
  const double* y = training_forward(result.network, workspace, images.data(), batch).features;
  result.y.assign(y, y + images.size());
  return result;
}

struct Exact {
  double mean = 0, biased = 0, unbiased = 0;
};
Exact moments(const std::vector<double>& images, std::size_t channel) {
  Exact m;
  double n = 0;
  for (std::size_t i = channel; i < images.size(); i += 2, ++n) m.mean += images[i];
  m.mean /= n;
  for (std::size_t i = channel; i < images.size(); i += 2) m.biased += (images[i] - m.mean) * (images[i] - m.mean);
  m.unbiased = m.biased / (n - 1);
  m.biased /= n;
  return m;
}

}  // namespace

TEST_CASE("batch norm passes the gradient check and keeps the laws") {
  check_layer<BatchNorm, Image<3, 4, 5>>();
  check_layer<BatchNorm, Image<1, 2, 3>>();
  check_layer<BatchNorm, Image<7, 1, 1>>();
  check_layer<BatchNorm, Image<40, 3, 3>>(5);
  check_layer<BatchNormMomentum<90>, Image<3, 4, 5>>();
}

TEST_CASE("in training batch norm takes the batch's mean and biased variance away") {
  const auto images = numbers<double>(4 * 12, "images", -2, 5);
  const auto trained = train_once<BatchNorm>(images);
  for (std::size_t channel = 0; channel < 2; ++channel) {
    const Exact m = moments(images, channel);
    for (std::size_t i = channel; i < images.size(); i += 2)
      CHECK(trained.y[i] == Approx((images[i] - m.mean) / std::sqrt(m.biased + 1e-5)).epsilon(1e-12));
  }
}

TEST_CASE("running statistics move by the momentum, the variance towards the unbiased one") {
  const auto images = numbers<double>(4 * 12, "images", -2, 5);
  const auto check = [&](const auto& trained, double momentum) {
    const auto& net = trained.network;
    const auto mean = net.read(net.find("bn1.running_mean"));
    const auto variance = net.read(net.find("bn1.running_var"));
    for (std::size_t channel = 0; channel < 2; ++channel) {
      const Exact m = moments(images, channel);
      CHECK(mean[channel] == Approx(momentum * m.mean).epsilon(1e-12));
      CHECK(variance[channel] == Approx(1 - momentum + momentum * m.unbiased).epsilon(1e-12));
    }
    CHECK(net.read(net.find("bn1.num_batches_tracked")) == std::vector<double>{1});
  };
  check(train_once<BatchNorm>(images), 0.1);
  check(train_once<BatchNormMomentum<90>>(images), 0.9);
  check(train_once<BatchNormMomentum<0>>(images), 0.0);
  check(train_once<BatchNormMomentum<100>>(images), 1.0);
}

TEST_CASE("running statistics of two steps are those of one after the other, batches are counted") {
  using A = Sequential<Input, BatchNorm>;
  const auto images = numbers<double>(4 * 12, "images", -2, 5);
  Network<A, double> network;
  ThreadPool pool(1);
  Workspace<A, double> workspace(pool, 4, Mode::training);
  training_forward(network, workspace, images.data(), 4);
  training_forward(network, workspace, images.data(), 4);
  const Exact m = moments(images, 1);
  CHECK(network.read(network.find("bn1.running_mean"))[1] == Approx(0.19 * m.mean).epsilon(1e-12));
  CHECK(network.read(network.find("bn1.running_var"))[1] == Approx(0.81 + 0.19 * m.unbiased).epsilon(1e-12));
  CHECK(network.read(network.find("bn1.num_batches_tracked"))[0] == 2);
}

TEST_CASE("without training batch norm is an affine map by its running statistics") {
  Network<Sequential<Input, BatchNorm>, double> network;
  network.write(network.find("bn1.weight"), std::vector<double>{2, 3});
  network.write(network.find("bn1.bias"), std::vector<double>{-1, 1});
  network.write(network.find("bn1.running_mean"), std::vector<double>{10, 20});
  network.write(network.find("bn1.running_var"), std::vector<double>{4, 9});
  const auto images = numbers<double>(12, "images");
  const auto y = output_of<BatchNorm, Input>(network, images);
  for (std::size_t i = 0; i < 12; i += 2) {
    CHECK(y[i] == Approx((images[i] - 10) / std::sqrt(4 + 1e-5) * 2 - 1).epsilon(1e-13));
    CHECK(y[i + 1] == Approx((images[i + 1] - 20) / std::sqrt(9 + 1e-5) * 3 + 1).epsilon(1e-13));
  }
}

TEST_CASE("batch norm in float keeps its digits at a mean ten thousand times the deviation") {
  using A = Sequential<Image<1, 8, 8>, BatchNorm>;
  auto images = numbers<float>(16 * 64, "images", -1.7320508, 1.7320508);
  for (float& value : images) value += 1e4f;
  std::vector<double> exact(images.begin(), images.end());
  double mean = 0, squares = 0;
  for (const double value : exact) mean += value / static_cast<double>(exact.size());
  for (const double value : exact) squares += (value - mean) * (value - mean);
  const double deviation = std::sqrt(squares / static_cast<double>(exact.size()) + 1e-5);
  for (double& value : exact) value = (value - mean) / deviation;
  Network<A> network;
  ThreadPool pool(1);
  Workspace<A> workspace(pool, 16, Mode::training);
  const float* y = training_forward(network, workspace, images.data(), 16).features;
  // The mean itself has a rounding of 1e4 * 2^-24 = 6e-4 in float.
  CHECK(difference(std::vector<float>(y, y + exact.size()), exact) < 1e-3);
}

TEST_CASE("batch norm refuses to measure the spread of one value, by name") {
  using A = Sequential<Image<3, 1, 1>, BatchNorm>;
  Network<A> network;
  const auto before = network;
  ThreadPool pool(1);
  Workspace<A> workspace(pool, 1, Mode::training);
  const std::vector<float> image(3);
  CHECK(thrown_message([&] { training_forward(network, workspace, image.data(), 1); }) ==
        "batch norm 'bn1': expected at least 2 values per channel in training, got 1");
  CHECK(network == before);
}

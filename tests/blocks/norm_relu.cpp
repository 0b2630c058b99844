#include "bicameral/blocks/norm_relu.hpp"

#include "bicameral/blocks/residual.hpp"
#include "bicameral/blocks/sequential.hpp"
#include "bicameral/layers/flatten.hpp"
#include "bicameral/network/facts.hpp"
#include "bicameral/network/run.hpp"
#include "tests/catch.hpp"
#include "tests/support/compare.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

/// The same layers, run one by one.
template <class Input, class... Parts>
struct OneByOne : ChainOf<false, Parts...> {
  static constexpr Shape input = Input::shape;
  static constexpr Shape features = ChainOf<false, Parts...>::output(input);
};

constexpr int batch = 5;

template <class T>
struct Step {
  std::vector<T> features, inferred, gradients, image_gradient, running;
};

/// A training step and an inference behind it, from the same weights for every network.
template <class A, class T>
Step<T> step() {
  Network<A, T> network({}, 3);
  for (const ParameterInfo& p : network.parameters())
    if (p.role == Role::weight)
      network.write(p, numbers<T>(static_cast<std::size_t>(p.dims.count()), p.name, -1, 1));  // negative scales too
  ThreadPool pool(2);
  Workspace<A, T> training(pool, batch, Mode::training);
  const auto images = numbers<T>(static_cast<std::size_t>(A::input.size() * batch), "images");
  const auto values = static_cast<std::size_t>(A::features.size() * batch);
  Step<T> result;
  const T* features = training_forward(network, training, images.data(), batch).features;
  result.features.assign(features, features + values);
  const auto upstream = numbers<T>(values, "upstream");
  std::copy(upstream.begin(), upstream.end(), training.output_gradients().features);
  result.image_gradient.resize(images.size());
  training_backward(network, training, batch, {}, result.image_gradient.data());
  for (const ParameterInfo& p : network.parameters()) {
    if (p.role == Role::counter) continue;
    const auto read =
        p.trainable ? network.in_file_order(p, std::as_const(training).gradients().data()) : network.read(p);
    auto& list = p.trainable ? result.gradients : result.running;
    list.insert(list.end(), read.begin(), read.end());
  }
  Workspace<A, T> inference(pool, batch, Mode::inference);
  features = infer(network, inference, images.data(), batch).features;
  result.inferred.assign(features, features + values);
  return result;
}

template <class T, class Input, class... Parts>
void check_together(double tolerance) {
  const Step<T> fused = step<Sequential<Input, Parts...>, T>();
  const Step<T> apart = step<OneByOne<Input, Parts...>, T>();
  CHECK(difference(fused.features, apart.features) < tolerance);
  CHECK(difference(fused.inferred, apart.inferred) < tolerance);
  CHECK(difference(fused.gradients, apart.gradients) < tolerance);
  CHECK(difference(fused.image_gradient, apart.image_gradient) < tolerance);
  CHECK(difference(fused.running, apart.running) < tolerance);
}

template <class T>
void check_all(double tolerance) {
  check_together<T, Image<3, 6, 8>, Conv2d<5>, BatchNorm, ReLU, Flatten>(tolerance);
  check_together<T, Image<3, 6, 8>, Conv2d<5>, BatchNorm, ReLU, MaxPool<2>, Flatten>(tolerance);
  // Windows that do not cover the picture, and of another size; a norm that reads the images.
  check_together<T, Image<2, 7, 5>, BatchNorm, ReLU, MaxPool<2>, Conv2d<4>, BatchNorm, ReLU, Flatten>(tolerance);
  check_together<T, Image<2, 7, 8>, Conv2d<3>, BatchNorm, ReLU, MaxPool<3>, Flatten>(tolerance);
  // Windows that overlap stay a layer of their own.
  check_together<T, Image<2, 7, 8>, Conv2d<3>, BatchNorm, ReLU, MaxPool<3, 2>, Flatten>(tolerance);
  // Convolutions with a bias, a stride, no norm, no ReLU; enough channels for Winograd's filtering, odd sizes.
  check_together<T, Image<2, 9, 7>, Conv2d<8, 3, 1, 1, Bias::yes>, BatchNorm, ReLU, Conv2d<9>, BatchNorm, ReLU,
                 MaxPool<2>, Conv2d<5, 3, 2, 1, Bias::yes>, ReLU, Conv2d<4, 1, 1, 0>, BatchNorm, Flatten>(tolerance);
  // Inside and behind residual blocks, before and after which activations are reused.
  check_together<
      T, Image<4, 6, 6>, Conv2d<4>, BatchNorm, ReLU, Residual<Conv2d<4>, BatchNorm, ReLU>,
      ResidualBlock<Chain<Conv2d<6, 3, 2>, BatchNorm, ReLU, Conv2d<6>, BatchNorm>, Projection<6, 2>, AfterSum::relu>,
      BatchNorm, ReLU, MaxPool<3>, Flatten>(tolerance);
}

}  // namespace

TEST_CASE("Batch norm, ReLU and pooling as one compute what they compute one by one") {
  check_all<double>(1e-12);
  check_all<float>(2e-5);
}

TEST_CASE("A chain joins batch norm, ReLU and pooling, and nothing else") {
  using Norm = BatchNorm;
  STATIC_REQUIRE(std::is_same_v<detail::FusedRun<Conv2d<4>, Norm, ReLU, MaxPool<2>, Norm, ReLU, ReLU>,
                                detail::ChainRun<Conv2d<4>, NormReLU<Norm, MaxPool<2>>, NormReLU<Norm>, ReLU>>);
  STATIC_REQUIRE(std::is_same_v<detail::FusedRun<ReLU, Norm, MaxPool<2>, Conv2d<4>, Norm>,
                                detail::ChainRun<ReLU, Norm, MaxPool<2>, Conv2d<4>, Norm>>);
  STATIC_REQUIRE(
      std::is_same_v<detail::FusedRun<Norm, ReLU, MaxPool<3, 2>>, detail::ChainRun<NormReLU<Norm>, MaxPool<3, 2>>>);
  // Names, parameters and their order are those of the layers.
  STATIC_REQUIRE(Chain<Norm, ReLU, MaxPool<2>>::slots.layer == 3);
  STATIC_REQUIRE(Chain<Norm, ReLU, MaxPool<2>>::slots.parameter ==
                 ChainOf<false, Norm, ReLU, MaxPool<2>>::slots.parameter);
}

TEST_CASE("In inference a convolution takes in what follows it, and what it cannot take stays a part") {
  using Norm = BatchNorm;
  using Conv = Conv2d<4>;
  STATIC_REQUIRE(std::is_same_v<detail::FoldedRun<Conv, Norm, ReLU, MaxPool<2>, Norm, ReLU, ReLU>,
                                detail::ChainRun<FoldedConv<Conv, Norm, ReLU, MaxPool<2>>, NormReLU<Norm>, ReLU>>);
  STATIC_REQUIRE(
      std::is_same_v<
          detail::FoldedRun<Conv, ReLU, Conv, Norm, MaxPool<2>, Conv>,
          detail::ChainRun<FoldedConv<Conv, NoNorm, ReLU>, FoldedConv<Conv, Norm>, MaxPool<2>, FoldedConv<Conv>>>);
  STATIC_REQUIRE(std::is_same_v<detail::FoldedRun<Conv, Norm, ReLU, MaxPool<3, 2>>,
                                detail::ChainRun<FoldedConv<Conv, Norm, ReLU>, MaxPool<3, 2>>>);
}

TEST_CASE("What lies between the layers that run as one takes no memory") {
  using Fused = Sequential<Image<3, 32, 32>, Conv2d<16>, BatchNorm, ReLU, MaxPool<2>, Flatten>;
  using Apart = OneByOne<Image<3, 32, 32>, Conv2d<16>, BatchNorm, ReLU, MaxPool<2>, Flatten>;
  constexpr std::size_t picture = 16 * 32 * 32 * sizeof(float);
  STATIC_REQUIRE(activation_bytes<Fused>(Mode::training, 8) + 8 * picture <=
                 activation_bytes<Apart>(Mode::training, 8));
  STATIC_REQUIRE(activation_bytes<Fused>(Mode::attribution, 8) == activation_bytes<Apart>(Mode::attribution, 8));
}

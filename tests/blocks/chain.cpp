#include "bicameral/blocks/chain.hpp"

#include "bicameral/blocks/residual.hpp"
#include "bicameral/blocks/sequential.hpp"
#include "bicameral/check/gradient_check.hpp"
#include "bicameral/layers/avg_pool.hpp"
#include "bicameral/layers/dense.hpp"
#include "bicameral/layers/dropout.hpp"
#include "bicameral/layers/flatten.hpp"
#include "bicameral/layers/global_avg_pool.hpp"
#include "bicameral/layers/max_pool.hpp"
#include "bicameral/layers/relu.hpp"
#include "tests/catch.hpp"
#include "tests/support/tiny.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

/// Runs layers one by one, each with buffers of its own and the layer's own functions: what a chain must equal.
template <class Input, class... Parts>
class OneByOne {
 public:
  using A = Sequential<Input, Parts...>;
  OneByOne(Network<A>& network, Mode mode, int batch, const PassKey& key)
      : network_(network), mode_(mode), batch_(batch), key_(key) {}

  std::vector<float> forward(const std::vector<float>& images) {
    values_.assign(1, images);
    (forward_layer<Parts>(), ...);
    return values_.back();
  }
  std::vector<float> backward(const std::vector<float>& upstream) {
    gradients_.assign(static_cast<std::size_t>(network_.tables().trainable), 0.0f);
    std::vector<float> d = upstream;
    const auto step = [&]<std::size_t I>() {
      using P = std::tuple_element_t<sizeof...(Parts) - 1 - I, std::tuple<Parts...>>;
      d = backward_layer<P>(sizeof...(Parts) - 1 - I, d);
    };
    [&]<std::size_t... I>(std::index_sequence<I...>) { (step.template operator()<I>(), ...); }
    (std::make_index_sequence<sizeof...(Parts)>{});
    return d;
  }
  const std::vector<float>& gradients() const { return gradients_; }

 private:
  template <class P>
  Site<float> site(std::size_t i) {
    const LayerInfo& layer = network_.tables().layers[i];
    Site<float> site;
    site.in = layer.in;
    site.out = layer.out;
    site.batch = batch_;
    site.name = layer.name;
    site.parameters = network_.parameters().subspan(static_cast<std::size_t>(layer.first_parameter));
    site.values = network_.values();
    site.statistics = network_.values();
    site.counters = network_.counters();
    site.gradients = gradients_.data();
    scratch_ = AlignedBuffer<std::byte>(P::template scratch_bytes<float>(site.in, batch_, settings_, 1));
    site.scratch = scratch_.data();
    site.pool = &pool_;
    site.settings = &settings_;
    site.seed = key_.seed;
    site.epoch = key_.epoch;
    site.items = key_.items;
    return site;
  }
  template <class P>
  void forward_layer() {
    const std::size_t i = values_.size() - 1;
    Site<float> at = site<P>(i);
    saved_.resize(i + 1);
    saved_[i] = AlignedBuffer<std::byte>(P::template saved_bytes<float>(mode_, at.in, batch_));
    at.saved = saved_[i].data();
    values_.emplace_back(static_cast<std::size_t>(at.out_values()));
    const float* x = values_[i].data();
    if (mode_ == Mode::training)
      P::template forward<Mode::training>(at, x, values_.back().data());
    else
      P::template forward<Mode::inference>(at, x, values_.back().data());
  }
  template <class P>
  std::vector<float> backward_layer(std::size_t i, const std::vector<float>& d) {
    Site<float> at = site<P>(i);
    at.x = values_[i].data();
    at.y = values_[i + 1].data();
    at.saved = saved_[i].data();
    std::vector<float> dx(values_[i].size());
    P::template backward<Mode::training>(at, d.data(), dx.data());
    return dx;
  }

  Network<A>& network_;
  Mode mode_;
  int batch_;
  PassKey key_;
  ThreadPool pool_{1};
  ComputeSettings settings_;
  AlignedBuffer<std::byte> scratch_;
  std::vector<std::vector<float>> values_;
  std::vector<AlignedBuffer<std::byte>> saved_;
  std::vector<float> gradients_;
};

/// A chain's decisions about memory must not show in its results.
template <class... Parts>
void check_against_one_by_one() {
  using A = Sequential<TinyPicture, Parts...>;
  constexpr int batch = 3;
  const auto images = numbers<float>(batch * 192, "images");
  const PassKey key{.seed = 9};
  Network<A> network({}, 2);
  detail::randomize(network, 3);
  Network<A> same = network;
  ThreadPool pool(2);

  OneByOne<TinyPicture, Parts...> calm(same, Mode::inference, batch, key);
  Workspace<A> inference(pool, batch, Mode::inference);
  const auto expected = calm.forward(images);
  const float* y = infer(network, inference, images.data(), batch).features;
  // Batch norm folded into a convolution's weights rounds otherwise; without it the bits are the same.
  const std::vector<float> inferred(y, y + expected.size());
  if constexpr ((std::is_same_v<Parts, BatchNorm> || ...))
    CHECK(difference(inferred, expected) < 1e-6);
  else
    CHECK(inferred == expected);

  OneByOne<TinyPicture, Parts...> naive(same, Mode::training, batch, key);
  Workspace<A> workspace(pool, batch, Mode::training);
  const TrainingStep<float> step = training_step(network, workspace, images, batch, key);
  CHECK(step.features == naive.forward(images));
  CHECK(step.image_gradient == naive.backward(numbers<float>(step.features.size(), "upstream")));
  CHECK(step.gradients == naive.gradients());
  CHECK(network == same);
}

template <class A>
void check_memory(Mode mode, Classes classes = {}) {
  for (const int threads : {1, 3}) {
    ThreadPool pool(threads);
    Workspace<A> workspace(pool, 5, mode, classes);
    Network<A> network(classes);
    const auto images = numbers<float>(5 * static_cast<std::size_t>(Workspace<A>::Model::input.size()), "images");
    if (mode == Mode::training) {
      training_step(network, workspace, images, 5);
    } else if (mode == Mode::attribution) {
      attribution_forward(network, workspace, images.data(), 5);
      attribution_backward<A, float>(network, workspace, 5);
    } else {
      infer(network, workspace, images.data(), 5);
    }
    CHECK(workspace.kept().peak() == workspace.kept().capacity());
    CHECK(workspace.kept().capacity() == Workspace<A>::Model::template kept_bytes<float>(mode, 5, classes));
    CHECK((workspace.kept().capacity() == 0) == (mode == Mode::inference));
    CHECK(workspace.scratch().used() == 0);
    CHECK(workspace.scratch().peak() <= workspace.scratch().capacity());
  }
}

}  // namespace

TEST_CASE("a chain computes what its layers compute one by one, whatever memory it shares") {
  check_against_one_by_one<ReLU>();
  check_against_one_by_one<Conv2d<4>, BatchNorm, ReLU>();
  check_against_one_by_one<BatchNorm, ReLU, Conv2d<4>, ReLU, Dropout<30>, MaxPool<2>, Flatten, Dense<5>, ReLU>();
  check_against_one_by_one<ReLU, ReLU, Dropout<10>, Dropout<10>, BatchNorm, BatchNorm, ReLU>();
  check_against_one_by_one<Dropout<50>, Conv2d<4, 3, 2, 1, Bias::yes>, Dropout<50>, AvgPool<2>, BatchNorm, Dropout<20>,
                           GlobalAvgPool, Dense<4>, Dropout<20>>();
  check_against_one_by_one<MaxPool<3, 2>, ReLU, MaxPool<2, 1>, ReLU, Flatten, ReLU, Dense<7>>();
}

TEST_CASE("kept memory is planned exactly, scratch is enough") {
  for (const Mode mode : {Mode::training, Mode::attribution, Mode::inference}) {
    check_memory<TinyHalf>(mode);
    check_memory<OtherHalf>(mode);
    check_memory<Sequential<TinyPicture, Conv2d<3>, Residual<Residual<Conv2d<3>, ReLU>, Dropout<10>>,
                            ResidualBlock<Chain<Conv2d<3>>, Chain<Conv2d<3>, ReLU>, AfterSum::relu>>>(mode);
  }
  check_memory<TinyBrain>(Mode::training, tiny_classes);
  check_memory<TinyBrain>(Mode::attribution, tiny_classes);
  check_memory<TinySingle>(Mode::training, tiny_classes);
  check_memory<TinyFrozenBrain>(Mode::training, tiny_classes);
  check_memory<Bicameral<Sequential<TinyPicture, Flatten, Dense<3>, ReLU>, Frozen<OtherHalf>, FineHead>>(Mode::training,
                                                                                                         tiny_classes);
}

TEST_CASE("a chain folds shapes and finds the first part that does not fit") {
  using Parts = Chain<Conv2d<6, 3, 2>, MaxPool<2>, MaxPool<3>, Dense<4>>;
  const auto shapes = Parts::shapes({3, 9, 8});
  CHECK(shapes[1] == Shape{6, 5, 4});
  CHECK(shapes[2] == Shape{6, 2, 2});
  const auto problem = Parts::first_problem({3, 9, 8});
  CHECK(problem.position == 2);
  CHECK(problem.in == Shape{6, 2, 2});
  CHECK(problem.problem.expected == 3);
  CHECK(problem.problem.got == 2);
  CHECK(Chain<Conv2d<6, 3, 2>, MaxPool<2>>::first_problem({3, 9, 8}).position == -1);
  CHECK(Chain<Conv2d<6, 3, 2>, MaxPool<2>>::output({3, 9, 8}) == Shape{6, 2, 2});
  STATIC_REQUIRE(Chain<Flatten, Dense<4>>::output({3, 9, 8}) == Shape{4, 1, 1});
}

TEST_CASE("parts are called by their kind and their number among that kind") {
  const NetworkTables tables =
      make_tables<Sequential<TinyPicture, Conv2d<4>, BatchNorm, ReLU, MaxPool<2>, Residual<Conv2d<4>, ReLU>, Conv2d<5>,
                             BatchNorm, AvgPool<2>, Residual<Residual<ReLU>>, Flatten, Dropout<10>, Dense<3>>>();
  std::vector<std::string> names;
  for (const LayerInfo& layer : tables.layers) names.push_back(layer.name);
  CHECK(names == std::vector<std::string>{"conv1", "bn1", "relu1", "maxpool1", "residual1", "residual1.conv1",
                                          "residual1.relu1", "conv2", "bn2", "avgpool1", "residual2",
                                          "residual2.residual1", "residual2.residual1.relu1", "flatten1", "dropout1",
                                          "dense1"});
  std::vector<int> depths;
  for (const LayerInfo& layer : tables.layers) depths.push_back(layer.depth);
  CHECK(depths == std::vector<int>{0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 2, 0, 0, 0});
}

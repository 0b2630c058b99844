#include "bicameral/hemispheres/frozen.hpp"

#include "bicameral/network/convert.hpp"
#include "bicameral/network/facts.hpp"
#include "tests/catch.hpp"
#include "tests/support/tiny.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

using Trained = Bicameral<TinyHalf, TinyHalf, FineCoarseHeads>;
using Half = Bicameral<Frozen<TinyHalf>, TinyHalf, FineCoarseHeads>;

template <class A>
std::vector<std::string> names(const Network<A>& network) {
  std::vector<std::string> result;
  for (const ParameterInfo& parameter : network.parameters()) result.push_back(parameter.name);
  return result;
}

}  // namespace

TEST_CASE("a frozen hemisphere keeps nothing and has no gradients") {
  STATIC_REQUIRE(Frozen<TinyHalf>::kept_bytes<float>(Mode::training, TinyHalf::input, 64) == 0);
  STATIC_REQUIRE(Frozen<TinyHalf>::kept_bytes<float>(Mode::attribution, TinyHalf::input, 64) == 0);
  STATIC_REQUIRE(TinyHalf::kept_bytes<float>(Mode::training, TinyHalf::input, 64) > 0);
  STATIC_REQUIRE(network_facts<Frozen<TinyHalf>>().trainable == 0);
  STATIC_REQUIRE(network_facts<Frozen<TinyHalf>>().backward_multiply_adds == 0);
  STATIC_REQUIRE(network_facts<Frozen<TinyHalf>>().parameters == network_facts<TinyHalf>().parameters);
  ThreadPool pool(1);
  CHECK(Workspace<Frozen<TinyHalf>>(pool, 8, Mode::training).gradients().empty());
  // With heads: only theirs, each rounded up to whole cache lines.
  constexpr std::int64_t features = TinyFrozenBrain::features.size();
  Workspace<TinyFrozenBrain> workspace(pool, 8, Mode::training, tiny_classes);
  CHECK(workspace.gradients().size() <= static_cast<std::size_t>(9 * features + 9 + 4 * 16));
  CHECK(activation_bytes<TinyFrozenBrain>(Mode::training, 8, tiny_classes) ==
        FineCoarseHeads::kept_bytes<float>(Mode::training, TinyFrozenBrain::features, 8, tiny_classes));
}

TEST_CASE("a frozen hemisphere and a trained one have the same parameters by name and size") {
  const Network<Trained> trained(tiny_classes);
  const Network<Bicameral<Frozen<TinyHalf>, Frozen<TinyHalf>, FineCoarseHeads>> frozen(tiny_classes);
  CHECK(names(trained) == names(frozen));
  for (const ParameterInfo& parameter : trained.parameters()) {
    const ParameterInfo& other = frozen.find(parameter.name);
    CHECK(other.dims == parameter.dims);
    CHECK(other.role == parameter.role);
    CHECK(other.order == parameter.order);
    CHECK(other.trainable == (parameter.trainable && parameter.name.starts_with("head.")));
    CHECK(frozen.read(other) == trained.read(parameter));  // one seed, one start
  }
}

TEST_CASE("training steps change no bit of a frozen hemisphere, neither weights nor statistics") {
  Network<Half> network(tiny_classes, 5);
  const Network<Half> before = network;
  ThreadPool pool(2);
  Workspace<Half> workspace(pool, 6, Mode::training, tiny_classes);
  const auto images = numbers<float>(6 * 192, "images");
  for (std::uint32_t step = 0; step < 3; ++step) {
    training_step(network, workspace, images, 6, {.seed = 1, .epoch = step});
    for (std::size_t i = 0; i < network.trainable().size(); ++i)
      network.trainable()[i] -= 0.1f * workspace.gradients()[i];
  }
  for (const ParameterInfo& parameter : network.parameters())
    CHECK((network.read(parameter) == before.read(parameter)) == parameter.name.starts_with("left."));
}

TEST_CASE(
    "the gradients of what is trained are the same beside a frozen half as beside a trained one that keeps still") {
  // In inference statistics both halves agree; batch norm makes them differ in training, so the left half has none.
  struct NoStatistics : Sequential<TinyPicture, Conv2d<4, 3, 2>, ReLU, GlobalAvgPool> {};
  using Both = Bicameral<NoStatistics, TinyHalf, FineCoarseHeads>;
  using One = Bicameral<Frozen<NoStatistics>, TinyHalf, FineCoarseHeads>;
  Network<Both> both(tiny_classes, 4);
  Network<One> one(tiny_classes, 4);
  ThreadPool pool(2);
  Workspace<Both> for_both(pool, 6, Mode::training, tiny_classes);
  Workspace<One> for_one(pool, 6, Mode::training, tiny_classes);
  const auto images = numbers<float>(6 * 192, "images");
  const auto a = training_step(both, for_both, images, 6);
  const auto b = training_step(one, for_one, images, 6);
  CHECK(a.fine == b.fine);
  CHECK(a.coarse == b.coarse);
  for (const ParameterInfo& parameter : one.parameters())
    if (parameter.trainable)
      CHECK(one.in_file_order(parameter, b.gradients.data()) ==
            both.in_file_order(both.find(parameter.name), a.gradients.data()));
}

TEST_CASE("a frozen hemisphere alone computes what it computed before, in every mode") {
  Network<TinyHalf> trained({}, 6);
  ThreadPool pool(2);
  const auto images = numbers<float>(4 * 192, "images");
  {
    Workspace<TinyHalf> workspace(pool, 4, Mode::training);
    training_step(trained, workspace, images, 4);  // so that statistics are not those of the start
  }
  Workspace<TinyHalf> inference(pool, 4, Mode::inference);
  const float* y = infer(trained, inference, images.data(), 4).features;
  const std::vector<float> expected(y, y + 4 * TinyHalf::features.size());

  auto frozen = freeze(trained);
  const auto before = frozen;
  Workspace<Frozen<TinyHalf>> training(pool, 4, Mode::training);
  const auto step = training_step(frozen, training, images, 4);
  CHECK(step.features == expected);
  CHECK(step.image_gradient == std::vector<float>(images.size(), 0.0f));
  Workspace<Frozen<TinyHalf>> attribution(pool, 4, Mode::attribution);
  y = attribution_forward(frozen, attribution, images.data(), 4).features;
  CHECK(std::vector<float>(y, y + expected.size()) == expected);
  CHECK(frozen == before);
}

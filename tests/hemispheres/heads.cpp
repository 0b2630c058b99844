#include "bicameral/hemispheres/heads.hpp"

#include "bicameral/check/gradient_check.hpp"
#include "tests/catch.hpp"
#include "tests/support/messages.hpp"
#include "tests/support/tiny.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

/// A hemisphere that passes its image on: the heads see exactly what the test writes.
using Plain = Sequential<Image<3, 1, 1>, Flatten>;

template <class Head>
std::string check(Classes classes) {
  const Network<Unilateral<Plain, Head>, double> network(classes, 3);
  const auto images = random_input(5 * 3);
  return check_network_gradients(network, std::span<const double>(images), 5).message();
}

}  // namespace

TEST_CASE("heads of every kind pass the gradient check, dropout included") {
  CHECK(check<FineHead>({6, 0}) == "");
  CHECK(check<CoarseHead>({0, 3}) == "");
  CHECK(check<FineCoarseHeads>({6, 3}) == "");
  CHECK(check<Heads<20, Coarse, Fine>>({6, 3}) == "");
  CHECK(check<Heads<0, Fine>>({1, 0}) == "");
}

TEST_CASE("each label has weights of its own") {
  using A = Unilateral<Plain, FineCoarseHeads>;
  Network<A> network({2, 1});
  network.write(network.find("head.fine.weight"), std::vector<float>{1, 2, 3, 4, 5, 6});
  network.write(network.find("head.fine.bias"), std::vector<float>{0.5f, 0.25f});
  network.write(network.find("head.coarse.weight"), std::vector<float>{10, 20, 30});
  network.write(network.find("head.coarse.bias"), std::vector<float>{100});
  ThreadPool pool(1);
  Workspace<A> workspace(pool, 2, Mode::inference, {2, 1});
  const std::vector<float> images{1, 1, 1, 1, 0, 0};
  const Outputs<float> y = infer(network, workspace, images.data(), 2);
  CHECK(std::vector<float>(y.features, y.features + 6) == images);
  CHECK(std::vector<float>(y.fine, y.fine + 4) == std::vector<float>{6.5f, 15.25f, 1.5f, 4.25f});
  CHECK(std::vector<float>(y.coarse, y.coarse + 2) == std::vector<float>{160, 110});
}

TEST_CASE("the order of labels in the type changes nothing but the order of parameters") {
  using A = Unilateral<Plain, Heads<60, Fine, Coarse>>;
  using B = Unilateral<Plain, Heads<60, Coarse, Fine>>;
  Network<A> a({6, 3}, 1);
  Network<B> b({6, 3}, 1);
  for (const ParameterInfo& parameter : a.parameters()) CHECK(a.read(parameter) == b.read(b.find(parameter.name)));
  const auto images = numbers<float>(15, "images");
  ThreadPool pool(1);
  Workspace<A> for_a(pool, 5, Mode::training, {6, 3});
  Workspace<B> for_b(pool, 5, Mode::training, {6, 3});
  const auto step_a = training_step(a, for_a, images, 5);
  const auto step_b = training_step(b, for_b, images, 5);
  CHECK(step_a.fine == step_b.fine);
  CHECK(step_a.coarse == step_b.coarse);
  CHECK(difference(step_a.image_gradient, step_b.image_gradient) < 1e-6);
}

TEST_CASE("heads have names, facts and memory for the labels they predict only") {
  const Network<Unilateral<Plain, FineHead>> fine({6, 0});
  CHECK(fine.parameters().size() == 2);
  CHECK(thrown_message([&] { fine.find("head.coarse.weight"); }) ==
        "Network::find: expected the name of a parameter, got 'head.coarse.weight'");
  CHECK(fine.find("head.fine.weight").dims == Dims(6, 3));
  ThreadPool pool(1);
  Workspace<Unilateral<Plain, FineHead>> workspace(pool, 4, Mode::training, {6, 0});
  CHECK(workspace.outputs().coarse == nullptr);
  CHECK(workspace.output_gradients().coarse == nullptr);
  CHECK(workspace.output_gradients().features == nullptr);
  CHECK(workspace.output_gradients().fine != nullptr);
  const NetworkTables tables = make_tables<Unilateral<Plain, FineCoarseHeads>>({6, 3});
  std::vector<std::string> names;
  for (const LayerInfo& layer : tables.layers) names.push_back(layer.name);
  CHECK(names == std::vector<std::string>{"hemisphere.flatten1", "head.fine.dropout", "head.fine",
                                          "head.coarse.dropout", "head.coarse"});
}

TEST_CASE("the two heads drop different features") {
  using A = Unilateral<Sequential<Image<200, 1, 1>, Flatten>, FineCoarseHeads>;
  Network<A> network({1, 1}, 1);
  const std::vector<float> ones(200, 1.0f);
  for (const char* name : {"head.fine.weight", "head.coarse.weight"}) {
    std::vector<float> powers(200);
    for (std::size_t i = 0; i < 24; ++i) powers[i] = static_cast<float>(1 << i);  // which of them stay is read off
    network.write(network.find(name), powers);
  }
  for (const char* name : {"head.fine.bias", "head.coarse.bias"})
    network.write(network.find(name), std::vector<float>{0});
  ThreadPool pool(1);
  Workspace<A> workspace(pool, 1, Mode::training, {1, 1});
  const Outputs<float> y = training_forward(network, workspace, ones.data(), 1);
  CHECK(y.fine[0] != y.coarse[0]);
}

TEST_CASE("a network needs classes for its heads") {
  CHECK(thrown_message([] {
          Network<Unilateral<Plain, FineHead>>({0, 3});
        }) == "Network: expected at least 1 fine class, got 0");
  CHECK(thrown_message([] {
          Network<Unilateral<Plain, CoarseHead>>({5, -1});
        }) == "Network: expected at least 1 coarse class, got -1");
  CHECK(thrown_message([] { Network<Unilateral<Plain, FineHead>>({1, 0}); }) == "");
}

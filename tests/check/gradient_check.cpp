#include "bicameral/check/gradient_check.hpp"

#include "bicameral/layers/dense.hpp"
#include "bicameral/layers/global_avg_pool.hpp"
#include "bicameral/layers/max_pool.hpp"
#include "tests/catch.hpp"
#include "tests/support/broken_layers.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

using Picture = Image<3, 5, 4>;

template <class P>
GradientReport check(Mode mode) {
  return check_layer_gradients<P, Picture>(3, {.mode = mode});
}

}  // namespace

TEST_CASE("the gradient check accepts right layers") {
  CHECK(check<ReLU>(Mode::training).message() == "");
  CHECK(check<Conv2d<4>>(Mode::training).message() == "");
  CHECK(check<BatchNorm>(Mode::training).message() == "");
  CHECK(check<BatchNorm>(Mode::attribution).message() == "");
  CHECK(check<BatchNorm>(Mode::training).tensors.size() == 3);
  CHECK(check<BatchNorm>(Mode::attribution).tensors.size() == 1);
}

TEST_CASE("the gradient check refuses a gradient that is let through everywhere") {
  CHECK_FALSE(check<OpenReLU>(Mode::training).passed());
  CHECK_FALSE(check<OpenReLU>(Mode::attribution).passed());
  CHECK(check<OpenReLU>(Mode::training).message().find("'input': relative error") != std::string::npos);
}

TEST_CASE("the gradient check refuses an error of a tenth of a percent") {
  const GradientReport report = check<InexactReLU>(Mode::training);
  CHECK_FALSE(report.passed());
  CHECK(report.tensors.front().error == Approx(0.001).epsilon(0.01));
}

TEST_CASE("the gradient check refuses gradients that are all zero") {
  const GradientReport report = check<SilentReLU>(Mode::training);
  CHECK_FALSE(report.passed());
  CHECK(report.message() == "'input': all gradients are zero\n");
}

TEST_CASE("the gradient check refuses zero even where zero is right") {
  // So far below zero that ReLU cuts off everything.
  Network<Sequential<Picture, BatchNorm, ReLU>, double> network;
  network.write(network.find("bn1.bias"), std::vector<double>{-100, -100, -100});
  const GradientReport report = check_network_gradients(network, std::span<const double>(random_input(3 * 60)), 3, {});
  CHECK(report.message().find("all gradients are zero") != std::string::npos);
}

TEST_CASE("the gradient check refuses a convolution whose input gradient forgets to turn the kernel") {
  const GradientReport training = check<UnflippedConv>(Mode::training);
  CHECK_FALSE(training.agrees(training.tensors[0]));
  CHECK(training.agrees(training.tensors[1]));
  CHECK_FALSE(check<UnflippedConv>(Mode::attribution).passed());
}

TEST_CASE("the gradient check refuses a batch norm that takes its moments for constants") {
  const GradientReport report = check<ConstantMomentsBatchNorm>(Mode::training);
  CHECK_FALSE(report.agrees(report.tensors[0]));
  CHECK(report.agrees(report.tensors[1]));
}

TEST_CASE("the gradient check refuses a gradient that is never written") {
  const GradientReport report = check<ForgetfulBatchNorm>(Mode::training);
  REQUIRE(report.tensors[1].name == "bn1.weight");
  CHECK_FALSE(report.agrees(report.tensors[1]));
  CHECK_FALSE(report.passed());
}

TEST_CASE("the gradient check finds a broken layer among right ones") {
  Network<Sequential<Picture, Conv2d<4>, BatchNorm, InexactReLU, MaxPool<2>, GlobalAvgPool, Dense<3>>, double> network;
  const auto images = random_input(2 * 60);
  const GradientReport report = check_network_gradients(network, std::span<const double>(images), 2, {});
  CHECK_FALSE(report.passed());
  CHECK(report.agrees(report.tensors.back()));  // behind the mistake
}

TEST_CASE("a report without any gradient has not passed") {
  CHECK_FALSE(GradientReport{}.passed());
  CHECK(GradientReport{}.message() == "nothing has a gradient\n");
}

TEST_CASE("the gradient check names wrong arguments") {
  const Network<Sequential<Picture, ReLU>, double> network;
  const std::vector<double> images(60);
  CHECK(thrown_message([&] { check_network_gradients(network, std::span<const double>(images), 2, {}); }) ==
        "check_network_gradients: expected 120 input values, got 60");
  CHECK(thrown_message([&] {
          check_network_gradients(network, std::span<const double>(images), 1, {.mode = Mode::inference});
        }) == "check_network_gradients: expected Mode::training or Mode::attribution, got Mode::inference");
}

TEST_CASE("the gradient check leaves the network alone") {
  const Network<Sequential<Picture, BatchNorm>, double> network;
  const auto before = network;
  const auto images = random_input(2 * 60);
  CHECK(check_network_gradients(network, std::span<const double>(images), 2, {}).passed());
  CHECK(network == before);
}

#include "bicameral/optim/sgd.hpp"

#include <vector>

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::thrown_message;

namespace {

/// Three steps from (1, -2, 0.5) at rate 0.1 with gradients (0.1, -0.4, 2) times 1, -1 and 3.
std::vector<double> three_steps(Sgd<double>& optimizer) {
  ThreadPool pool(1);
  std::vector<double> values{1, -2, 0.5};
  for (const double factor : {1.0, -1.0, 3.0}) {
    const std::vector<double> gradients{0.1 * factor, -0.4 * factor, 2 * factor};
    optimizer.step(values, gradients, 0.1, pool);
  }
  return values;
}

void require_close(const std::vector<double>& values, const std::vector<double>& expected) {
  for (std::size_t i = 0; i < expected.size(); ++i) CHECK(values[i] == Approx(expected[i]).epsilon(1e-13));
}

}  // namespace

TEST_CASE("Plain descent subtracts the rate times the gradient and keeps no state") {
  Sgd<double> optimizer(3);
  require_close(three_steps(optimizer), {0.97, -1.88, -0.1});
  REQUIRE(optimizer.state().empty());
  REQUIRE(optimizer.steps() == 3);
}

TEST_CASE("The first two momentum steps are what the hand computes") {
  ThreadPool pool(1);
  Sgd<double> optimizer(1, {.momentum = 0.5, .weight_decay = 0.25});
  std::vector<double> values{2};
  const std::vector<double> gradients{1};
  optimizer.step(values, gradients, 0.1, pool);  // g = 1 + 0.25 * 2 = 1.5; b = 1.5
  REQUIRE(values[0] == Approx(2 - 0.15).epsilon(1e-15));
  optimizer.step(values, gradients, 0.1, pool);  // g = 1 + 0.25 * 1.85 = 1.4625; b = 0.75 + 1.4625
  REQUIRE(values[0] == Approx(1.85 - 0.22125).epsilon(1e-15));
  Sgd<double> nesterov(1, {.momentum = 0.5, .nesterov = true});
  values = {2};
  nesterov.step(values, gradients, 0.1, pool);  // 1 + 0.5 * 1
  REQUIRE(values[0] == Approx(2 - 0.15).epsilon(1e-15));
  nesterov.step(values, gradients, 0.1, pool);  // b = 1.5; 1 + 0.5 * 1.5
  REQUIRE(values[0] == Approx(1.85 - 0.175).epsilon(1e-15));
}

TEST_CASE("Three steps with momentum and weight decay agree with PyTorch") {
  // torch.optim.SGD([w], lr=0.1, momentum=0.9, weight_decay=0.01, nesterov=...) of PyTorch 1.13, in double.
  Sgd<double> momentum(3, {.momentum = 0.9, .weight_decay = 0.01});
  require_close(three_steps(momentum), {0.956322789, -1.836501558, -0.26424280050000004});
  REQUIRE(momentum.state().size() == 1);
  REQUIRE(momentum.state()[0].name == "momentum_buffer");
  const auto buffer = momentum.state()[0].values;
  require_close({buffer.begin(), buffer.end()}, {0.31788211000000005, -1.2174044200000003, 5.829933005});
  Sgd<double> nesterov(3, {.momentum = 0.9, .weight_decay = 0.01, .nesterov = true});
  require_close(three_steps(nesterov), {0.927741712551, -1.7270370479219999, -0.7884813212295001});
}

TEST_CASE("Settings that make no sense are refused by name") {
  const auto message = [](const SgdSettings& settings) { return thrown_message([&] { Sgd<float>(1, settings); }); };
  REQUIRE(message({.momentum = 1}).find("Sgd: expected a momentum") != std::string::npos);
  REQUIRE(message({.momentum = -0.1}).find("Sgd: expected a momentum") != std::string::npos);
  REQUIRE(message({.weight_decay = -1}).find("Sgd: expected a weight decay") != std::string::npos);
  REQUIRE(message({.nesterov = true}).find("a positive momentum with nesterov") != std::string::npos);
  REQUIRE(message({.momentum = 0.9, .weight_decay = 1, .nesterov = true}).empty());
}

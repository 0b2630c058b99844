#include "bicameral/optim/adam.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using bicameral::test::thrown_message;

TEST_CASE("The first Adam step is what the hand computes, with epsilon outside the root") {
  ThreadPool pool(1);
  Adam<double> optimizer(3, {.epsilon = 0.5, .weight_decay = 0.25});
  std::vector<double> values{2, 2, 2};
  const std::vector<double> gradients{0.5, -1, 0};
  optimizer.step(values, gradients, 0.1, pool);
  // g = gradient + 0.25 * 2 = 1, -0.5, 0.5; m = 0.1 g, v = 0.001 g^2; corrected they are g and g^2.
  CHECK(values[0] == Approx(2 - 0.1 * 1 / (1 + 0.5)).epsilon(1e-13));
  CHECK(values[1] == Approx(2 + 0.1 * 0.5 / (0.5 + 0.5)).epsilon(1e-13));
  CHECK(values[2] == Approx(2 - 0.1 * 0.5 / (0.5 + 0.5)).epsilon(1e-13));
  REQUIRE(optimizer.steps() == 1);
  REQUIRE(optimizer.state()[0].name == "exp_avg");
  REQUIRE(optimizer.state()[1].name == "exp_avg_sq");
  CHECK(optimizer.state()[0].values[0] == Approx(0.1).epsilon(1e-12));
  CHECK(optimizer.state()[1].values[0] == Approx(0.001).epsilon(1e-12));
}

TEST_CASE("Three Adam steps with other settings agree with PyTorch") {
  // torch.optim.Adam([w], lr=0.01, weight_decay=0.1, betas=(0.8, 0.95), eps=1e-3) of PyTorch 1.13, in double.
  ThreadPool pool(1);
  Adam<double> optimizer(3, {.beta1 = 0.8, .beta2 = 0.95, .epsilon = 1e-3, .weight_decay = 0.1});
  std::vector<double> values{1, -2, 0.5};
  for (const double factor : {1.0, -1.0, 3.0}) {
    const std::vector<double> gradients{0.1 * factor, -0.4 * factor, 2 * factor};
    optimizer.step(values, gradients, 0.01, pool);
  }
  const std::vector<double> expected{0.9755557356953701, -1.9791613195726456, 0.4848173013698362};
  const std::vector<double> means{0.10511613363196616, -0.32437075279074085, 1.160057445996816};
  const std::vector<double> squares{0.009740246308034717, 0.11597544712239313, 2.200014349482888};
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(values[i] == Approx(expected[i]).epsilon(1e-13));
    CHECK(optimizer.state()[0].values[i] == Approx(means[i]).epsilon(1e-13));
    CHECK(optimizer.state()[1].values[i] == Approx(squares[i]).epsilon(1e-13));
  }
}

TEST_CASE("Adam follows its formula at every place of a long array") {
  // Longer than one block and one chunk, and a whole number of neither.
  constexpr std::size_t count = 16384 + 256 + 77;
  ThreadPool pool(2);
  Adam<double> optimizer(count, {.weight_decay = 0.1});
  std::vector<double> values(count);
  std::vector<double> gradients(count);
  std::vector<double> expected(count), m(count), v(count);
  for (std::size_t i = 0; i < count; ++i) expected[i] = values[i] = std::sin(static_cast<double>(i));
  for (int t = 1; t <= 3; ++t) {
    for (std::size_t i = 0; i < count; ++i) gradients[i] = std::cos(static_cast<double>(i) * t);
    optimizer.step(values, gradients, 0.02, pool);
    for (std::size_t i = 0; i < count; ++i) {
      const double g = gradients[i] + 0.1 * expected[i];
      m[i] = 0.9 * m[i] + (1 - 0.9) * g;
      v[i] = 0.999 * v[i] + (1 - 0.999) * g * g;
      const double m_hat = m[i] / (1 - std::pow(0.9, t));
      const double v_hat = v[i] / (1 - std::pow(0.999, t));
      expected[i] -= 0.02 * m_hat / (std::sqrt(v_hat) + 1e-8);
    }
  }
  double largest = 0;
  for (std::size_t i = 0; i < count; ++i) largest = std::max(largest, std::abs(values[i] - expected[i]));
  REQUIRE(largest < 1e-11);
}

TEST_CASE("Adam refuses settings that make no sense by name") {
  const auto message = [](const AdamSettings& settings) { return thrown_message([&] { Adam<float>(1, settings); }); };
  REQUIRE(message({.beta1 = 1}).find("Adam: expected a beta1") != std::string::npos);
  REQUIRE(message({.beta2 = -0.1}).find("Adam: expected a beta2") != std::string::npos);
  REQUIRE(message({.epsilon = -1}).find("Adam: expected an epsilon") != std::string::npos);
  REQUIRE(message({.weight_decay = std::nan("")}).find("Adam: expected a weight decay") != std::string::npos);
  REQUIRE(message({}).empty());
}

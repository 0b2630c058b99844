#pragma once
// What the test of every hemisphere does.

#include <array>
#include <span>
#include <string>
#include <vector>

#include "bicameral/check/gradient_check.hpp"
#include "tests/support/compare.hpp"

namespace bicameral::test {

/// "" or what is wrong with the gradients of a narrow hemisphere.
template <class H>
std::string gradient_mistakes(Mode mode, std::array<double, 3> steps = GradientOptions{}.steps) {
  constexpr int batch = 3;
  Network<H, double> network({}, 3);
  detail::randomize(network, 4);
  const auto images = numbers<double>(static_cast<std::size_t>(batch * H::input.size()), "images");
  return check_network_gradients(network, std::span<const double>(images), batch,
                                 {.mode = mode, .steps = steps, .most_values = 6})
      .message();
}

/// Names and sizes of the matrices and convolutions, in the order of files.
template <class H>
std::vector<std::string> weights_of() {
  std::vector<std::string> weights;
  const Network<H> network;
  for (const ParameterInfo& parameter : network.parameters())
    if (parameter.dims.rank > 1) weights.push_back(parameter.name + " " + to_string(parameter.dims));
  return weights;
}

/// The features of `batch` images, run with as many threads.
template <class H, class T>
std::vector<T> features_of(const Network<H, T>& network, const std::vector<T>& images, int threads = 2) {
  const int batch = static_cast<int>(static_cast<std::int64_t>(images.size()) / H::input.size());
  ThreadPool pool(threads);
  Workspace<H, T> workspace(pool, batch, Mode::inference);
  const T* y = infer(network, workspace, images.data(), batch).features;
  return {y, y + batch * H::features.size()};
}

}  // namespace bicameral::test

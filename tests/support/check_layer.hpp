#pragma once
// What every layer's test begins with.

#include "bicameral/check/layer_laws.hpp"
#include "tests/catch.hpp"

namespace bicameral::test {

/// Gradients in training and in attribution, and the laws, in float and double.
template <class P, class Input>
void check_layer(int batch = 4) {
  INFO("input " << to_string(Input::shape) << ", batch " << batch);
  CHECK(check_layer_gradients<P, Input>(batch).message() == "");
  CHECK(check_layer_gradients<P, Input>(batch, {.mode = Mode::attribution, .seed = 2}).message() == "");
  CHECK(check_layer_laws<P, Input, float>(batch).message() == "");
  CHECK(check_layer_laws<P, Input, double>(batch, {.batch_tolerance = 1e-13}).message() == "");
}

/// The output of a one-layer network in inference.
template <class P, class Input, class T>
std::vector<T> output_of(const Network<Sequential<Input, P>, T>& network, const std::vector<T>& images) {
  const int batch = static_cast<int>(static_cast<std::int64_t>(images.size()) / Input::shape.size());
  ThreadPool pool(2);
  Workspace<Sequential<Input, P>, T> workspace(pool, batch, Mode::inference);
  const T* y = infer(network, workspace, images.data(), batch).features;
  return {y, y + Sequential<Input, P>::features.size() * batch};
}

}  // namespace bicameral::test

#pragma once
// What both units compute; each includes it once and compiles it with its own flags.

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "bicameral/bicameral.hpp"
#include "tests/two_units/instruction_sets/results.hpp"

namespace {

using namespace bicameral;

// The first convolution is too narrow for winograd4 and takes direct and im2col_blocked; the other takes winograd4.
using Half = Sequential<Image<3, 12, 12>, Conv2d<8>, BatchNorm, ReLU, MaxPool<2>, Residual<Conv2d<8>, BatchNorm, ReLU>,
                        AvgPool<2>, GlobalAvgPool>;
using Brain = Bicameral<Half, Half, FineCoarseHeads>;
constexpr Classes classes{6, 3};

/// Rounded to float, so that both element types compute the same sums.
template <class T>
std::vector<T> numbers(std::int64_t count, const char* name) {
  RandomStream stream(1, Purpose::synthesize, name);
  std::vector<T> values(static_cast<std::size_t>(count));
  for (T& value : values) value = static_cast<float>(stream.uniform(-1, 1));
  return values;
}

template <class T>
std::map<std::string, std::vector<T>> convolve(std::string_view algorithm, ThreadPool& pool) {
  const ConvolutionProblem p{batch, {8, 9, 11}, 24, 3, 1, 1};
  const ConvolutionSettings settings{.algorithm = std::string(algorithm)};
  AlignedBuffer<std::byte> scratch(convolution_scratch_bytes<T>(p, settings, pool.threads()));
  const ConvolutionCall call{p, &settings, &pool, scratch.data()};
  const std::vector<T> x = numbers<T>(p.in.size() * batch, "x");
  const std::vector<T> w = numbers<T>(p.weights(), "w");
  const std::vector<T> dy = numbers<T>(p.out().size() * batch, "dy");
  std::vector<T> y(dy.size()), dx(x.size()), dw(w.size());
  convolution_forward<T>(call, x.data(), w.data(), nullptr, y.data());
  convolution_backward_input(call, dy.data(), w.data(), dx.data());
  convolution_backward_weight(call, x.data(), dy.data(), dw.data());
  return {{"forward", y}, {"input gradient", dx}, {"weight gradient", dw}};
}

double difference(const std::vector<float>& got, const std::vector<double>& expected) {
  double largest = 0;
  double error = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    largest = std::max(largest, std::abs(expected[i]));
    error = std::max(error, std::abs(static_cast<double>(got[i]) - expected[i]));
  }
  return error / largest;
}

void convolutions(Results& results, ThreadPool& pool) {
  const auto expected = convolve<double>("reference", pool);
  for (const std::string algorithm : {"winograd4", "direct", "im2col_blocked"})
    for (const auto& [pass, values] : convolve<float>(algorithm, pool)) {
      results.tensors[algorithm + ", " + pass] = values;
      results.against_reference[algorithm + ", " + pass] = difference(values, expected.at(pass));
    }
}

template <class T>
void keep(Results& results, const std::string& name, std::span<const T> values) {
  results.tensors[name] = std::vector<float>(values.begin(), values.end());
}

void networks(Results& results, const Inputs& inputs, ThreadPool& pool) {
  Network<Brain> network(classes, 1);
  const auto values = static_cast<std::size_t>(network.tables().values);
  if (!inputs.weights.empty()) std::copy(inputs.weights.begin(), inputs.weights.end(), network.values());
  keep<float>(results, "weights before", {network.values(), values});

  const std::size_t fine = inputs.fine.size() * static_cast<std::size_t>(classes.fine);
  const std::size_t coarse = inputs.coarse.size() * static_cast<std::size_t>(classes.coarse);
  Workspace<Brain> inference(pool, batch, Mode::inference, classes);
  const Outputs<float> answers = infer(network, inference, inputs.images.data(), batch);
  keep<float>(results, "inference, fine", {answers.fine, fine});
  keep<float>(results, "inference, coarse", {answers.coarse, coarse});
  EvaluationRecord record(classes, {}, classes.coarse);
  record.add<float>({answers.fine, fine}, {answers.coarse, coarse}, inputs.fine, inputs.coarse);
  results.tensors["negative log likelihood"] = {
      static_cast<float>(record.fine->calibration.negative_log_likelihood()),
      static_cast<float>(record.coarse->calibration.negative_log_likelihood())};

  Workspace<Brain> training(pool, batch, Mode::training, classes);
  // An epsilon far above the gradients' rounding: a step by the sign of a gradient near zero would compare nothing.
  Adam<float> optimizer(network.trainable().size(), {.epsilon = 1});
  const Outputs<float> outputs = training_forward(network, training, inputs.images.data(), batch);
  keep<float>(results, "training, fine", {outputs.fine, fine});
  const Outputs<float> d = training.output_gradients();
  const CoarseFineResult loss = coarse_fine<float>({outputs.fine, fine}, {outputs.coarse, coarse}, classes, inputs.fine,
                                                   inputs.coarse, {}, {d.fine, fine}, {d.coarse, coarse});
  results.tensors["loss"] = {static_cast<float>(loss.loss)};
  std::vector<float> image_gradient(inputs.images.size());
  training_backward(network, training, batch, {}, image_gradient.data());
  keep<float>(results, "image gradient", image_gradient);
  for (const ParameterInfo& parameter : network.parameters())
    if (parameter.trainable)
      results.tensors["gradient of " + parameter.name] = network.in_file_order(parameter, training.gradients().data());
  results.tensors["norm of the gradients"] = {static_cast<float>(clip_global_norm(training.gradients(), 1e6, pool))};
  optimizer.step(network.trainable(), std::as_const(training).gradients(), 1e-2, pool);
  keep<float>(results, "weights after", {network.values(), values});
}

Results compute(std::string_view instruction_set, const Inputs& inputs, ThreadPool& pool) {
  Results results;
  results.instruction_set = instruction_set;
  results.allowed = WinogradConvolution<4>::largest_float_error;
  convolutions(results, pool);
  networks(results, inputs, pool);
  return results;
}

#define TWO_UNITS_TEXT_OF(name) #name
#define TWO_UNITS_TEXT(name) TWO_UNITS_TEXT_OF(name)

}  // namespace

#pragma once
// Compares backward passes with differences of forward passes: for people who write layers, and for our own tests.
// In a test of a new layer:
//   const GradientReport report = check_layer_gradients<MyLayer, Image<3, 6, 5>>(4);
//   if (!report.passed()) std::cerr << report.message();
// Run it in Mode::training and in Mode::attribution, on shapes that are odd, and next to other layers.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "bicameral/blocks/sequential.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/random.hpp"
#include "bicameral/network/run.hpp"

namespace bicameral {

/// How gradients are checked. Everything is double precision; the numbers below hold for that.
struct GradientOptions {
  Mode mode = Mode::training;  // training: of inputs and weights; attribution: of inputs
  double tolerance = 1e-6;     // relative, for a whole tensor and for each value, see GradientComparison
  /// Steps of the central differences. A kink (ReLU, max pool) within the first disturbs that one only, a wrong
  /// gradient all of them; so a value is right if any of them agrees.
  std::array<double, 3> steps{1e-4, 1e-5, 1e-6};
  std::int64_t most_values = 60;  // checked per tensor; of larger ones a random choice
  std::uint64_t seed = 1;         // of inputs, upstream gradients, that choice and dropout
  int threads = 2;
  ComputeSettings settings{};
};

/// One tensor's gradient: largest errors over the checked values.
struct GradientComparison {
  std::string name;  // "input" or a parameter's
  std::int64_t checked = 0;
  double norm = 0;           // of the checked values, by backward
  double error = 0;          // norm of the differences / norm
  double largest_error = 0;  // largest |difference| / max(|value|, root mean square of all)
  std::string worst;         // that value, for messages
};

/// What a check found.
struct GradientReport {
  double tolerance = 0;
  std::vector<GradientComparison> tensors;

  static bool all_zero(const GradientComparison& tensor) { return tensor.norm == 0; }
  /// A NaN is no agreement.
  bool agrees(const GradientComparison& tensor) const {
    return !all_zero(tensor) && tensor.error <= tolerance && tensor.largest_error <= tolerance;
  }
  /// True if there is a gradient, none is zero throughout, and all agree with the differences.
  bool passed() const {
    return !tensors.empty() && std::all_of(tensors.begin(), tensors.end(), [&](const auto& t) { return agrees(t); });
  }
  /// "" or a sentence for each tensor that failed.
  std::string message() const {
    if (tensors.empty()) return "nothing has a gradient\n";
    std::string text;
    for (const GradientComparison& tensor : tensors)
      if (all_zero(tensor))
        text += "'" + tensor.name + "': all gradients are zero\n";
      else if (!agrees(tensor))
        text += "'" + tensor.name + "': relative error " + std::to_string(tensor.error) + ", worst value " +
                tensor.worst + "\n";
    return text;
  }
};

inline namespace BICAMERAL_SIMD {

namespace detail {

/// Evaluates one weighted sum of a network's outputs and its gradient.
template <Architecture A>
class GradientChecker {
 public:
  GradientChecker(const Network<A, double>& network, std::span<const double> images, int batch,
                  const GradientOptions& options)
      : network_(network),
        images_(images.begin(), images.end()),
        batch_(batch),
        options_(options),
        pool_(options.threads),
        workspace_(pool_, batch, options.mode, network.classes(), options.settings) {
    if (static_cast<std::int64_t>(images.size()) != batch * Network<A, double>::Model::input.size())
      fail("check_network_gradients", std::to_string(batch * Network<A, double>::Model::input.size()) + " input values",
           std::to_string(images.size()));
    if (options.mode == Mode::inference)
      fail("check_network_gradients", "Mode::training or Mode::attribution", "Mode::inference");
  }

  GradientReport run() {
    draw_upstream();
    // NaN where backward must write: a gradient that it forgets cannot pass.
    std::vector<double> input_gradient(images_.size(), std::numeric_limits<double>::quiet_NaN());
    std::ranges::fill(workspace_.gradients(), std::numeric_limits<double>::quiet_NaN());
    backward(input_gradient.data());

    GradientReport report{.tolerance = options_.tolerance, .tensors = {}};
    const auto& layers = network_.tables().layers;
    // Nothing flows back through a frozen hemisphere, while differences see it.
    if (std::ranges::none_of(layers, [](const LayerInfo& layer) { return layer.frozen; }))
      report.tensors.push_back(compare("input", images_.data(), input_gradient));
    if (options_.mode == Mode::training)
      for (const ParameterInfo& parameter : network_.parameters()) {
        if (!parameter.trainable) continue;
        const double* gradient = workspace_.gradients().data() + parameter.offset;
        report.tensors.push_back(compare(parameter.name, network_.values() + parameter.offset,
                                         std::span(gradient, static_cast<std::size_t>(parameter.dims.count()))));
      }
    return report;
  }

 private:
  /// Upstream gradients that differ from value to value, of size 0.5 to 1.5.
  void draw_upstream() {
    RandomStream stream(options_.seed, Purpose::synthesize, "upstream gradient");
    for_each_output([&](double*, double* gradient, std::int64_t count) {
      for (std::int64_t i = 0; i < count; ++i) gradient[i] = stream.uniform(0.5, 1.5) * (stream.below(2) == 0 ? 1 : -1);
    });
  }
  template <class Visit>
  void for_each_output(const Visit& visit) {
    const Outputs<double> y = workspace_.outputs();
    const Outputs<double> d = workspace_.output_gradients();
    const Classes classes = network_.classes();
    if (d.features != nullptr) visit(y.features, d.features, Network<A, double>::Model::features.size() * batch_);
    if (d.fine != nullptr) visit(y.fine, d.fine, std::int64_t{classes.fine} * batch_);
    if (d.coarse != nullptr) visit(y.coarse, d.coarse, std::int64_t{classes.coarse} * batch_);
  }

  PassKey key() const { return {.seed = options_.seed}; }
  void forward() {
    if (options_.mode == Mode::training) {
      const Network<A, double> before = network_;  // the running statistics must not move from one call to the next
      training_forward(network_, workspace_, images_.data(), batch_, key());
      std::copy_n(before.values(), before.tables().values, network_.values());
      std::copy_n(before.counters(), before.tables().counters, network_.counters());
    } else {
      attribution_forward(network_, workspace_, images_.data(), batch_);
    }
  }
  void backward(double* input_gradient) {
    forward();
    if (options_.mode == Mode::training)
      training_backward(network_, workspace_, batch_, key(), input_gradient);
    else
      attribution_backward<A, double>(network_, workspace_, batch_, nullptr, input_gradient);
  }
  long double objective() {
    forward();
    long double sum = 0;
    for_each_output([&](const double* y, const double* weight, std::int64_t count) {
      for (std::int64_t i = 0; i < count; ++i) sum += static_cast<long double>(y[i]) * weight[i];
    });
    return sum;
  }
  double difference(double& place, double step) {
    const double before = place;
    place = before + step;
    const double above = place;
    const long double more = objective();
    place = before - step;
    const double below = place;
    const long double less = objective();
    place = before;
    return static_cast<double>((more - less) / (static_cast<long double>(above) - below));
  }

  GradientComparison compare(const std::string& name, double* place, std::span<const double> computed) {
    // Differences run forward passes only, so that `computed` stays what backward wrote.
    std::vector<std::size_t> chosen(computed.size());
    for (std::size_t i = 0; i < chosen.size(); ++i) chosen[i] = i;
    if (static_cast<std::int64_t>(chosen.size()) > options_.most_values) {
      RandomStream stream(options_.seed, Purpose::shuffle, name);
      shuffle(chosen, stream);
      chosen.resize(static_cast<std::size_t>(std::max<std::int64_t>(options_.most_values, 1)));
      // Among them the largest, so that a gradient with few entries is not taken for zero.
      const auto larger = [](double a, double b) { return std::abs(a) < std::abs(b); };
      chosen[0] = static_cast<std::size_t>(std::ranges::max_element(computed, larger) - computed.begin());
    }
    GradientComparison result{.name = name, .checked = static_cast<std::int64_t>(chosen.size()), .worst = {}};
    double squares = 0;
    for (const std::size_t i : chosen) squares += computed[i] * computed[i];
    result.norm = std::sqrt(squares);
    const double usual = result.norm / std::sqrt(static_cast<double>(chosen.size()));
    double squared_errors = 0;
    for (const std::size_t i : chosen) {
      double best = std::numeric_limits<double>::infinity();
      double numeric = 0;
      for (const double step : options_.steps) {
        const double candidate = difference(place[i], step);
        if (std::abs(candidate - computed[i]) < best) {
          best = std::abs(candidate - computed[i]);
          numeric = candidate;
        }
        if (best <= 0.1 * options_.tolerance * usual) break;
      }
      squared_errors += best * best;
      const double error = best / std::max(std::abs(computed[i]), usual);
      if (result.worst.empty() || !(error <= result.largest_error)) {
        result.largest_error = error;
        result.worst = std::to_string(i) + ": " + std::to_string(computed[i]) + " by backward, " +
                       std::to_string(numeric) + " by differences";
      }
    }
    result.error = std::sqrt(squared_errors) / result.norm;
    return result;
  }

  Network<A, double> network_;
  std::vector<double> images_;
  int batch_;
  GradientOptions options_;
  ThreadPool pool_;
  Workspace<A, double> workspace_;
};

/// Moves every value that starts equal for all channels (batch norm's) away from its start.
template <Architecture A, class T>
void randomize(Network<A, T>& network, std::uint64_t seed) {
  for (const ParameterInfo& parameter : network.parameters()) {
    if (parameter.role == Role::counter || parameter.spread > 0) continue;
    RandomStream stream(seed, Purpose::synthesize, parameter.name);
    std::vector<T> values = network.read(parameter);
    for (T& value : values) value += static_cast<T>(stream.uniform(-0.4, 0.4));
    network.write(parameter, values);
  }
}

}  // namespace detail

/// `count` numbers between -1 and 1 from a seed: inputs for checks.
template <class T = double>
std::vector<T> random_input(std::int64_t count, std::uint64_t seed = 1) {
  RandomStream stream(seed, Purpose::synthesize, "input");
  std::vector<T> values(static_cast<std::size_t>(count));
  for (T& value : values) value = static_cast<T>(stream.uniform(-1, 1));
  return values;
}

/// Compares, for a weighted sum of all outputs with random weights, the gradients by backward with central differences
/// (f(v + h) - f(v - h)) / 2h: of the images, and in Mode::training of every trained weight.
/// With a frozen hemisphere the images are left out, because no gradient flows through it.
/// Requires `batch` images [height, width, channels]. The network is copied and does not change.
template <Architecture A>
GradientReport check_network_gradients(const Network<A, double>& network, std::span<const double> images, int batch,
                                       const GradientOptions& options = {}) {
  return detail::GradientChecker<A>(network, images, batch, options).run();
}

/// The same for one layer or block behind an Image, with random inputs and weights.
/// check_layer_gradients<MaxPool<2>, Image<3, 6, 5>>(4) asks for 4 images.
template <Part P, class Input>
GradientReport check_layer_gradients(int batch, const GradientOptions& options = {}) {
  Network<Sequential<Input, P>, double> network({}, options.seed);
  detail::randomize(network, options.seed);
  return check_network_gradients(
      network, std::span<const double>(random_input(batch * Input::shape.size(), options.seed)), batch, options);
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral

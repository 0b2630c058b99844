#pragma once
// Laws that every layer and block keeps, whatever it computes; for people who write layers. Together with
// gradient_check.hpp they are what a new layer has to pass:
//   const LawReport report = check_layer_laws<MyLayer, Image<3, 6, 5>>(5);
//   if (!report.passed()) std::cerr << report.message();

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "bicameral/check/gradient_check.hpp"
#include "bicameral/core/instruction_set.hpp"

namespace bicameral {

/// How laws are checked.
struct LawOptions {
  /// An image alone and within a batch may differ by this, relative to the largest value: sums over a batch may be cut
  /// otherwise, so that only rounding differs.
  double batch_tolerance = 1e-5;
  std::vector<int> threads{2, 3, 7};  // each must give the bits that one thread gives
  std::uint64_t seed = 1;
  ComputeSettings settings{};
};

/// The laws that were broken, and those that the part states it does not keep.
struct LawReport {
  std::vector<std::string> broken;
  std::vector<std::string> left_out;
  bool passed() const { return broken.empty(); }
  std::string message() const {
    std::string text;
    for (const std::string& law : broken) text += law + "\n";
    return text;
  }
};

inline namespace BICAMERAL_SIMD {

namespace detail {

/// A copy, so that the part behind it may write over its input and the one before it over its gradient.
struct CopyLayer : LayerDefaults {
  static constexpr std::string_view kind = "copy";
  static constexpr MemoryTraits memory(Mode) { return {}; }
  static constexpr Shape output(Shape in) { return in; }
  template <Mode M, class T>
  static void forward(const Site<T>& site, const T* x, T* y) {
    std::copy_n(x, site.in_values(), y);
  }
  template <Mode M, class T>
  static void backward(const Site<T>& site, const T* dy, T* dx) {
    if (dx != nullptr) std::copy_n(dy, site.in_values(), dx);
  }
};

template <Part P, class Input, class T>
class LawChecker {
 public:
  LawChecker(int batch, const LawOptions& options)
      : batch_(batch), options_(options), images_(random_input<T>(batch * Input::shape.size(), options.seed)) {}

  LawReport run() {
    const Step one = step<Alone>(1, true);
    check_finite(one);
    check_threads(one);
    check_without_input_gradient(one);
    check_in_place(one);
    check_inference();
    check_round_trip();
    return report_;
  }

 private:
  using Alone = Sequential<Input, P>;
  /// Behind a copy P may write over its input, and before one over the gradient of its output.
  using Between = Sequential<Input, CopyLayer, P, CopyLayer>;

  /// All that a training step computes.
  struct Step {
    std::vector<T> outputs, values, gradients, input_gradient;
    bool operator==(const Step&) const = default;
  };

  void require(bool holds, const std::string& law) {
    if (!holds && std::ranges::find(report_.broken, law) == report_.broken.end()) report_.broken.push_back(law);
  }

  template <class A>
  Network<A, T> network() const {
    Network<A, T> result({}, options_.seed);
    randomize(result, options_.seed);
    return result;
  }

  template <class A>
  Step step(int threads, bool with_input_gradient) {
    auto net = network<A>();
    ThreadPool pool(threads);
    Workspace<A, T> workspace(pool, batch_, Mode::training, {}, options_.settings);
    // A value that is not written, or read before it was, shows as NaN.
    constexpr T unwritten = std::numeric_limits<T>::quiet_NaN();
    std::ranges::fill(workspace.gradients(), unwritten);
    const std::int64_t count = A::features.size() * batch_;
    const std::vector<T> images = images_;
    const std::vector<T> upstream = random_input<T>(count, options_.seed + 1);
    Step result;
    std::fill_n(workspace.outputs().features, count, unwritten);
    training_forward(net, workspace, images.data(), batch_, {.seed = options_.seed});
    std::copy_n(upstream.begin(), count, workspace.output_gradients().features);
    result.outputs.assign(workspace.outputs().features, workspace.outputs().features + count);
    result.input_gradient.assign(with_input_gradient ? images.size() : 0, unwritten);
    training_backward(net, workspace, batch_, {.seed = options_.seed},
                      with_input_gradient ? result.input_gradient.data() : nullptr);
    require(same(images, images_), "forward or backward writes over its input without being allowed to");
    require(same(upstream, {workspace.output_gradients().features, workspace.output_gradients().features + count}),
            "backward writes over the gradient of its output without being allowed to");
    check_memory(workspace);
    for (const ParameterInfo& parameter : net.parameters()) {
      append(result.values, net.read(parameter));
      if (parameter.trainable) append(result.gradients, net.in_file_order(parameter, workspace.gradients().data()));
    }
    return result;
  }

  template <class A>
  void check_memory(Workspace<A, T>& workspace) {
    if (keeps_activations(workspace.mode()))
      require(workspace.kept().used() == workspace.kept().capacity(), "kept memory is not used as planned");
    require(workspace.scratch().used() == 0, "scratch memory is not given back");
  }

  void check_finite(const Step& one) {
    const auto finite = [](const std::vector<T>& values) {
      return std::ranges::all_of(values, [](T value) { return std::isfinite(value); });
    };
    require(finite(one.outputs), "outputs are not finite");
    require(finite(one.values), "statistics are not finite");
    require(finite(one.gradients) && finite(one.input_gradient), "gradients are not finite");
  }

  void check_threads(const Step& one) {
    for (const int threads : options_.threads)
      require(same(step<Alone>(threads, true), one), "results depend on the number of threads");
    require(same(step<Alone>(1, true), one), "the same step gives other results the second time");
  }

  void check_without_input_gradient(Step one) {
    one.input_gradient.clear();
    require(same(step<Alone>(1, false), one), "gradients of weights differ when nobody asks for that of the input");
  }

  void check_in_place(const Step& one) {
    require(same(step<Between>(1, true), one), "results differ when memory of neighbours is used");
  }

  void check_inference() {
    const auto net = network<Alone>();
    const auto before = net;
    ThreadPool pool(1);
    const std::int64_t values = Alone::features.size();
    std::vector<T> together(static_cast<std::size_t>(values * batch_));
    T largest = 0;
    {
      Workspace<Alone, T> workspace(pool, batch_, Mode::inference, {}, options_.settings);
      std::copy_n(infer(net, workspace, images_.data(), batch_).features, values * batch_, together.data());
      check_memory(workspace);
      for (const T value : together) largest = std::max(largest, std::abs(value));
      if (detail::mixes_images<P>())
        report_.left_out.push_back("in inference an image's result depends on itself only");
      for (int n = 0; n < batch_ && !detail::mixes_images<P>(); ++n) {
        const T* alone = infer(net, workspace, images_.data() + n * Input::shape.size(), 1).features;
        for (std::int64_t i = 0; i < values; ++i)
          require(std::abs(alone[i] - together[static_cast<std::size_t>(n * values + i)]) <=
                      static_cast<T>(options_.batch_tolerance) * largest,
                  "in inference an image's result depends on the rest of the batch");
      }
    }
    Workspace<Alone, T> workspace(pool, batch_, Mode::attribution, {}, options_.settings);
    const T* attributed = attribution_forward(net, workspace, images_.data(), batch_).features;
    // A block may fold batch norm into weights in inference, which rounds otherwise.
    for (std::size_t i = 0; i < together.size(); ++i)
      require(Block<P> ? std::abs(attributed[i] - together[i]) <= static_cast<T>(options_.batch_tolerance) * largest
                       : same({attributed[i]}, {together[i]}),
              "attribution and inference differ");
    check_memory(workspace);
    require(net == before, "inference changes the network");
    const auto between = network<Between>();
    Workspace<Between, T> over(pool, batch_, Mode::inference, {}, options_.settings);
    const T* overwritten = infer(between, over, images_.data(), batch_).features;
    require(same(together, {overwritten, overwritten + values * batch_}),
            "results differ when memory of neighbours is used");
  }

  /// Numbers written in the order of files come back, and every place in memory has one.
  void check_round_trip() {
    auto net = network<Alone>();
    for (const ParameterInfo& parameter : net.parameters()) {
      std::vector<T> numbered(static_cast<std::size_t>(parameter.dims.count()));
      for (std::size_t i = 0; i < numbered.size(); ++i) numbered[i] = static_cast<T>(i + 1);
      net.write(parameter, numbered);
    }
    for (const ParameterInfo& parameter : net.parameters()) {
      const std::vector<T> read = net.read(parameter);
      for (std::size_t i = 0; i < read.size(); ++i)
        require(read[i] == static_cast<T>(i + 1), "parameters do not survive being written and read");
    }
  }

  static void append(std::vector<T>& to, const std::vector<T>& values) {
    to.insert(to.end(), values.begin(), values.end());
  }
  static bool same(const std::vector<T>& a, const std::vector<T>& b) {
    return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0);
  }
  static bool same(const Step& a, const Step& b) {
    return same(a.outputs, b.outputs) && same(a.values, b.values) && same(a.gradients, b.gradients) &&
           same(a.input_gradient, b.input_gradient);
  }

  int batch_;
  LawOptions options_;
  std::vector<T> images_;
  LawReport report_;
};

}  // namespace detail

/// Checks on a layer or block behind an Image, with `batch` random images:
/// results do not depend on the number of threads nor, in inference, on the rest of the batch (to rounding; the report
/// names this law as left out for parts that state mixes_images); they are finite; inputs and upstream gradients are
/// not written to; results are the same where memory() allows to write over a neighbour's memory, and without an input
/// gradient; attribution and inference agree (a block's to rounding: it may fold weights); kept memory is used up
/// exactly, scratch given back; parameters survive being written and read. Requires batch >= 2. Taking more memory than
/// planned throws Arena's Error.
template <Part P, class Input, class T = float>
LawReport check_layer_laws(int batch, const LawOptions& options = {}) {
  expect(batch >= 2, "check_layer_laws", "at least 2 images", batch);
  return detail::LawChecker<P, Input, T>(batch, options).run();
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral

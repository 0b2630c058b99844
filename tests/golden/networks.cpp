// Whole networks against PyTorch: ResNet-9 of width 1/4 with two heads, two of them joined, the same with frozen
// halves, and a narrow ResNet-18.

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "bicameral/hemispheres/bicameral.hpp"
#include "bicameral/hemispheres/resnet.hpp"
#include "bicameral/hemispheres/resnet9.hpp"
#include "bicameral/hemispheres/unilateral.hpp"
#include "bicameral/loss/coarse_fine.hpp"
#include "bicameral/network/convert.hpp"
#include "bicameral/network/run.hpp"
#include "bicameral/optim/adam.hpp"
#include "tests/catch.hpp"
#include "tests/golden/fill.hpp"
#include "tests/golden/golden_file.hpp"

using namespace bicameral;
using golden::GoldenFile;

namespace {

constexpr Classes classes{100, 20};
constexpr int batch = 4;
constexpr double in_double = 1e-9;
constexpr double in_float = 1e-5;

using Half = ResNet9<16>;
using Head = Heads<0, Fine, Coarse>;  // without dropout, whose random numbers differ from PyTorch's
using Single = Unilateral<Half, Head>;
using Whole = Bicameral<Half, Half, Head>;
using FrozenWhole = FrozenType<Whole>;
using Deep = Unilateral<ResNet18<4>, Head>;

/// A network filled from `fill_case` beside PyTorch's numbers for `result_case`, which lie in the file of that name.
template <class A, class T>
class NetworkCheck {
 public:
  NetworkCheck(const std::string& result_case, const std::string& fill_case, double tolerance,
               const std::string& algorithm = "automatic")
      : case_(result_case), file_(result_case), pool_(2), tolerance_(tolerance), network_(classes) {
    settings_.convolution.algorithm = algorithm;
    golden::fill_network(fill_case, network_);
  }

  Network<A, T>& network() { return network_; }
  std::string not_compared() const { return file_.not_compared(); }

  void inference() {
    Workspace<A, T> workspace(pool_, batch, Mode::inference, classes, settings_);
    use_batch(0);
    compare_outputs("eval", infer(network_, workspace, images_.data(), batch));
  }
  void attribution() {
    Workspace<A, T> workspace(pool_, batch, Mode::attribution, classes, settings_);
    use_batch(0);
    compare_outputs("eval", attribution_forward(network_, workspace, images_.data(), batch));
    compare("eval.loss", loss(workspace));
    std::vector<T> d_images(images_.size());
    attribution_backward(network_, workspace, batch, static_cast<Observer<T>*>(nullptr), d_images.data());
    compare("eval.d_images", golden::channels_first(d_images.data(), batch, A::input));
  }
  void training_outputs() {
    Workspace<A, T> workspace(pool_, batch, Mode::training, classes, settings_);
    use_batch(0);
    compare_outputs("train", training_forward(network_, workspace, images_.data(), batch));
  }
  /// Adam steps with learning rate 1e-3, everything compared on the way.
  void training(double weight_decay, int steps = 3) {
    Workspace<A, T> workspace(pool_, batch, Mode::training, classes, settings_);
    Adam<T> adam(network_.trainable().size(), {.weight_decay = weight_decay});
    const bool images_have_gradient = file_.has(case_ + ".train.d_images");
    std::vector<T> d_images(images_have_gradient ? static_cast<std::size_t>(batch * A::input.size()) : 0);
    for (int step = 0; step < steps; ++step) {
      const std::string now = "step" + std::to_string(step) + ".";
      use_batch(step);
      const Outputs<T> outputs = training_forward(network_, workspace, images_.data(), batch);
      compare(now + "loss", loss(workspace));
      training_backward(network_, workspace, batch, {}, images_have_gradient ? d_images.data() : nullptr);
      if (step == 0) {
        compare_outputs("train", outputs);
        if (images_have_gradient) compare("train.d_images", golden::channels_first(d_images.data(), batch, A::input));
        for (const ParameterInfo& parameter : network_.parameters())
          if (parameter.trainable)
            compare("train.gradient." + parameter.name,
                    network_.in_file_order(parameter, workspace.gradients().data()));
      }
      adam.step(network_.trainable(), workspace.gradients(), 1e-3, pool_);
      for (const ParameterInfo& parameter : network_.parameters()) {
        const bool moves = parameter.trainable || (parameter.role != Role::weight && images_have_gradient);
        if (moves && parameter.role != Role::counter) compare(now + parameter.name, network_.read(parameter));
        if (moves && parameter.role == Role::counter) CHECK(network_.read(parameter).at(0) == T(step + 1));
      }
    }
  }

 private:
  void use_batch(int step) {
    const std::string number = std::to_string(step);
    images_ = golden::channels_last(golden::fill<T>("images." + number, batch * A::input.size(), {2.0, 0.0}), A::input);
    fine_ = golden::labels("fine." + number, batch, classes.fine);
    coarse_ = golden::labels("coarse." + number, batch, classes.coarse);
  }
  /// The loss of the workspace's logits; leaves its gradient where a backward pass looks for it.
  double loss(Workspace<A, T>& workspace) {
    const Outputs<T> logits = workspace.outputs();
    const Outputs<T> d = workspace.output_gradients();
    const auto fine = static_cast<std::size_t>(batch * classes.fine);
    const auto coarse = static_cast<std::size_t>(batch * classes.coarse);
    return coarse_fine<T>({logits.fine, fine}, {logits.coarse, coarse}, classes, fine_, coarse_, {}, {d.fine, fine},
                          {d.coarse, coarse})
        .loss;
  }
  void compare_outputs(const std::string& mode, const Outputs<T>& outputs) {
    const auto rows = [](const T* values, std::int64_t columns) {
      return std::vector<T>(values, values + batch * columns);
    };
    compare(mode + ".features", rows(outputs.features, A::features.size()));
    compare(mode + ".fine", rows(outputs.fine, classes.fine));
    compare(mode + ".coarse", rows(outputs.coarse, classes.coarse));
  }
  template <class Values>
  void compare(const std::string& what, const Values& values) {
    const double difference = file_.difference(case_ + "." + what, values);
    INFO(case_ << ", " << what << ", " << settings_.convolution.algorithm << ": " << difference);
    CHECK(difference <= tolerance_);
  }

  std::string case_;
  GoldenFile file_;
  ThreadPool pool_;
  double tolerance_;
  ComputeSettings settings_{};
  Network<A, T> network_;
  std::vector<T> images_;
  std::vector<std::int32_t> fine_, coarse_;
};

}  // namespace

TEST_CASE("ResNet-9 in double agrees with PyTorch in inference, backward and through three Adam steps") {
  NetworkCheck<Single, double> check("resnet9", "resnet9", in_double);
  check.inference();
  check.attribution();
  check.training(1e-3);
  CHECK(check.not_compared() == "");
}

TEST_CASE("A bilateral network in double agrees with PyTorch in inference, backward and through three Adam steps") {
  NetworkCheck<Whole, double> check("bicameral", "bicameral", in_double);
  check.inference();
  check.attribution();
  check.training(1e-5);
  CHECK(check.not_compared() == "");
}

TEST_CASE("A bilateral network with frozen halves learns as PyTorch's, and its halves stay as they were") {
  NetworkCheck<FrozenWhole, double> check("frozen", "bicameral", in_double);
  const Network<FrozenWhole, double> before = check.network();
  check.training(1e-5);
  CHECK(check.not_compared() == "");
  for (const ParameterInfo& parameter : before.parameters()) {
    INFO(parameter.name);
    const bool same = before.read(parameter) == check.network().read(parameter);
    CHECK(same == !parameter.name.starts_with("head."));
  }
}

TEST_CASE("ResNet-18 in double agrees with PyTorch in inference, backward and through two Adam steps") {
  NetworkCheck<Deep, double> check("resnet18", "resnet18", in_double);
  check.inference();
  check.attribution();
  check.training(1e-3, 2);
  CHECK(check.not_compared() == "");
}

TEST_CASE("Whole networks agree with PyTorch in double by every convolution") {
  for (const std::string algorithm : {"reference", "im2col", "im2col_blocked", "direct", "winograd2", "winograd4"}) {
    NetworkCheck<Single, double> check("resnet9", "resnet9", in_double, algorithm);
    check.inference();
    check.attribution();
    check.training(1e-3, 1);
    if (algorithm.starts_with("winograd")) continue;  // for stride 1 only
    NetworkCheck<Deep, double> deep("resnet18", "resnet18", in_double, algorithm);
    deep.inference();
    deep.attribution();
    deep.training(1e-3, 1);
  }
}

TEST_CASE("Whole networks in float agree with PyTorch in the forward pass, by every convolution") {
  const std::vector<std::pair<std::string, double>> bounds{
      {"reference", in_float}, {"im2col", in_float},    {"im2col_blocked", in_float},
      {"direct", in_float},    {"winograd2", in_float}, {"winograd4", WinogradConvolution<4>::largest_float_error}};
  for (const auto& [algorithm, bound] : bounds) {
    NetworkCheck<Single, float> single("resnet9", "resnet9", bound, algorithm);
    single.inference();
    single.training_outputs();
    NetworkCheck<Whole, float> whole("bicameral", "bicameral", bound, algorithm);
    whole.inference();
    whole.training_outputs();
    NetworkCheck<FrozenWhole, float> frozen("frozen", "bicameral", bound, algorithm);
    frozen.training_outputs();
  }
}

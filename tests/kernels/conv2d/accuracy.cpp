// How exact every algorithm is in float, against the definition computed in double: the bounds that it states.

#include <array>
#include <functional>
#include <map>
#include <string>

#include "bicameral/kernels/conv2d/algorithms.hpp"
#include "tests/catch.hpp"
#include "tests/support/compare.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

std::size_t size(std::int64_t count) { return static_cast<std::size_t>(count); }

/// What pictures and gradients look like.
struct Values {
  const char* name;
  std::function<void(RandomStream&, std::vector<float>&)> fill;
  bool in_one = false;  // in one of the two factors alone: the other one lies within 1
};

std::function<void(RandomStream&, std::vector<float>&)> uniform(double most) {
  return [most](RandomStream& stream, std::vector<float>& values) {
    for (float& value : values) value = static_cast<float>(stream.uniform(-most, most));
  };
}

/// About normal: the sum of uniform numbers.
float bell(RandomStream& stream) {
  double sum = 0;
  for (int i = 0; i < 12; ++i) sum += stream.uniform(-0.5, 0.5);
  return static_cast<float>(sum);
}

const std::array<Values, 6> kinds{Values{"within 1", uniform(1)},
                                  Values{"within 1000", uniform(1000)},
                                  Values{"within 0.001", uniform(1e-3)},
                                  Values{"behind a ReLU",
                                         [](RandomStream& stream, std::vector<float>& values) {
                                           for (float& value : values) value = std::max(0.0F, bell(stream));
                                         }},
                                  Values{"about normal",
                                         [](RandomStream& stream, std::vector<float>& values) {
                                           for (float& value : values) value = bell(stream);
                                         }},
                                  Values{"one large",
                                         [](RandomStream& stream, std::vector<float>& values) {
                                           uniform(1)(stream, values);
                                           values[stream.below(static_cast<std::uint32_t>(values.size()))] = 1000;
                                         },
                                         true}};

/// Everything a convolution reads, the same for both element types.
struct Inputs {
  Inputs(const ConvolutionProblem& p, const Values& kind, std::string_view name)
      : x(size(p.in.size() * p.batch)), w(size(p.weights())), dy(size(p.out().size() * p.batch)) {
    RandomStream stream(23, Purpose::synthesize, name);
    kind.fill(stream, x);
    kind.fill(stream, dy);
    // Winograd's filtering mixes all pixels of a tile: two large values whose product belongs to no weight would have
    // to cancel, which no bound relative to the weights can hold.
    dy_for_weights = dy;
    if (kind.in_one) uniform(1)(stream, dy_for_weights);
    uniform(1 / std::sqrt(static_cast<double>(p.patch())))(stream, w);  // as layers start
  }
  std::vector<float> x, w, dy, dy_for_weights;
};

/// The result of one pass.
template <class T>
std::vector<T> run(const ConvolutionProblem& p, const std::string& algorithm, ConvolutionPass pass, const Inputs& in,
                   ThreadPool& pool) {
  const ConvolutionSettings settings{.algorithm = algorithm};
  AlignedBuffer<std::byte> scratch(convolution_scratch_bytes<T>(p, settings, pool.threads()));
  const ConvolutionCall call{p, &settings, &pool, scratch.data()};
  const auto as_t = [](const std::vector<float>& values) { return std::vector<T>(values.begin(), values.end()); };
  if (pass == ConvolutionPass::forward) {
    std::vector<T> y(in.dy.size());
    convolution_forward<T>(call, as_t(in.x).data(), as_t(in.w).data(), nullptr, y.data());
    return y;
  }
  if (pass == ConvolutionPass::backward_input) {
    std::vector<T> dx(in.x.size());
    convolution_backward_input<T>(call, as_t(in.dy).data(), as_t(in.w).data(), dx.data());
    return dx;
  }
  std::vector<T> dw(in.w.size());
  convolution_backward_weight<T>(call, as_t(in.x).data(), as_t(in.dy_for_weights).data(), dw.data());
  return dw;
}

/// Largest difference over largest value, and mean difference over mean value.
struct Errors {
  double largest = 0;
  double mean = 0;
};

Errors errors(const std::vector<float>& got, const std::vector<double>& truth) {
  double difference_sum = 0;
  double value_sum = 0;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    difference_sum += std::abs(static_cast<double>(got[i]) - truth[i]);
    value_sum += std::abs(truth[i]);
  }
  return {difference(got, truth), difference_sum == 0 ? 0 : difference_sum / value_sum};
}

/// The worst of all shapes and values, by algorithm and pass, and where it was.
class Worst {
 public:
  void add(const ConvolutionProblem& p, const Values& kind, ThreadPool& pool) {
    const std::string where = std::to_string(p.batch) + " of " + to_string(p.in) + " to " + std::to_string(p.filters) +
                              ", kernel " + std::to_string(p.kernel) + ", stride " + std::to_string(p.stride) +
                              ", padding " + std::to_string(p.padding) + ", values " + kind.name;
    const Inputs inputs(p, kind, where);
    for (const ConvolutionPass pass : convolution_passes) {
      const std::vector<double> truth = run<double>(p, "reference", pass, inputs, pool);
      const auto consider = [&](auto algorithm) {
        if (!algorithm.applies(p)) return;
        const Errors found = errors(run<float>(p, std::string(algorithm.name), pass, inputs, pool), truth);
        Entry& entry = worst_[std::string(algorithm.name)][static_cast<std::size_t>(pass)];
        raise(entry.largest, entry.where_largest, found.largest, where);
        raise(entry.mean, entry.where_mean, found.mean, where);
      };
      std::apply([&](auto... algorithm) { (consider(algorithm), ...); }, ConvolutionAlgorithms{});
    }
  }
  void check() const {
    const auto check_one = [&](auto algorithm) {
      const auto& entries = worst_.at(std::string(algorithm.name));
      for (const ConvolutionPass pass : convolution_passes) {
        const Entry& entry = entries[static_cast<std::size_t>(pass)];
        INFO(algorithm.name << " " << name_of(pass) << ": largest at " << entry.where_largest << "; mean at "
                            << entry.where_mean);
        CHECK(entry.largest < algorithm.largest_float_error);
        CHECK(entry.mean < algorithm.mean_float_error);
      }
    };
    std::apply([&](auto... algorithm) { (check_one(algorithm), ...); }, ConvolutionAlgorithms{});
  }

 private:
  struct Entry {
    double largest = -1;
    double mean = -1;
    std::string where_largest, where_mean;
  };
  static void raise(double& worst, std::string& worst_where, double found, const std::string& where) {
    if (found <= worst) return;
    worst = found;
    worst_where = where;
  }
  std::map<std::string, std::array<Entry, 3>> worst_;
};

/// A shape by chance, of at most about two million multiplications.
ConvolutionProblem random_problem(RandomStream& stream) {
  constexpr std::array<Shape, 7> pictures{Shape{1, 1, 1}, {1, 5, 7},  {1, 33, 31}, {1, 4, 4},
                                          {1, 8, 8},      {1, 2, 13}, {1, 16, 16}};
  const auto from = [&](int low, int high) {
    return low + static_cast<int>(stream.below(static_cast<std::uint32_t>(high - low + 1)));
  };
  ConvolutionProblem p;
  p.in = pictures[stream.below(pictures.size())];
  p.in.channels = from(1, 130);
  p.filters = from(1, 130);
  p.kernel = std::array{1, 3, 3, 3, 5}[stream.below(5)];
  p.stride = from(1, 4) == 4 ? 2 : 1;
  p.padding = p.kernel == 1 ? 0 : p.kernel / 2;
  p.batch = 1;
  const std::int64_t most = 2'000'000 / p.multiply_adds();
  p.batch = most > 1 ? from(1, static_cast<int>(std::min<std::int64_t>(65, most))) : 1;
  return p;
}

}  // namespace

TEST_CASE("Every convolution algorithm keeps the errors in float that it states, over many shapes and values") {
  ThreadPool pool(2);
  Worst worst;
  RandomStream stream(11, Purpose::synthesize, "shapes");
  for (int i = 0; i < 90; ++i)
    worst.add(random_problem(stream), kinds[static_cast<std::size_t>(i) % kinds.size()], pool);
  // Many images of few channels: long sums in the weight gradient.
  for (const Values& kind : kinds) worst.add({65, {8, 8, 8}, 8, 3, 1, 1}, kind, pool);
  worst.add({65, {16, 4, 4}, 24, 1, 1, 0}, kinds[0], pool);
  worst.check();
}

TEST_CASE("Every convolution algorithm keeps its errors at the widest layers of the study") {
  ThreadPool pool(2);
  Worst worst;
  for (const Values& kind : kinds) worst.add({1, {256, 8, 8}, 512, 3, 1, 1}, kind, pool);
  for (const Values& kind : {kinds[0], kinds[3]}) worst.add({2, {512, 4, 4}, 512, 3, 1, 1}, kind, pool);
  worst.add({3, {256, 8, 8}, 512, 3, 1, 1}, kinds[3], pool);
  worst.add({2, {256, 8, 8}, 256, 3, 2, 1}, kinds[0], pool);
  worst.add({2, {256, 4, 4}, 512, 1, 1, 0}, kinds[0], pool);
  worst.check();
}

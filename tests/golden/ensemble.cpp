// The mean of several classifiers, its gradients and its loss against PyTorch.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "bicameral/hemispheres/member_mean.hpp"
#include "bicameral/loss/cross_entropy.hpp"
#include "tests/catch.hpp"
#include "tests/golden/fill.hpp"
#include "tests/golden/golden_file.hpp"

using namespace bicameral;
using golden::GoldenFile;

namespace {

constexpr int members = 3;
constexpr int rows = 4;
constexpr int classes = 7;

/// One image's logits of each member; all lie as [members, rows, classes].
template <class T>
typename MemberMean<MeanOf::logits, members>::template Rows<T> of_row(T* first, int row) {
  typename MemberMean<MeanOf::logits, members>::template Rows<T> result;
  for (std::size_t m = 0; m < result.size(); ++m)
    result[m] = first + (static_cast<std::ptrdiff_t>(m) * rows + row) * classes;
  return result;
}

template <class T, MeanOf Mean>
void check_mean(GoldenFile& file, const std::string& kind, double scale, const std::string& mean) {
  using Mixed = MemberMean<Mean, members>;
  const std::vector<T> x = golden::fill<T>("ensemble." + kind, members * rows * classes, {scale, 0.0});
  const auto backward = [&](const std::vector<T>& dy) {
    std::vector<T> dx(x.size());
    for (int row = 0; row < rows; ++row)
      Mixed::backward(of_row(x.data(), row), classes, dy.data() + row * classes, of_row(dx.data(), row));
    return dx;
  };
  const auto compare = [&](const std::string& what, const std::vector<T>& values) {
    const double difference = file.difference(kind + "." + mean + "." + what, values);
    INFO(kind << ", " << mean << ", " << what << (sizeof(T) == 8 ? " in double: " : " in float: ") << difference);
    CHECK(difference <= (sizeof(T) == 8 ? 1e-12 : 1e-6));
  };

  std::vector<T> y(rows * classes);
  for (int row = 0; row < rows; ++row) Mixed::forward(of_row(x.data(), row), classes, y.data() + row * classes);
  compare("logits", y);
  compare("gradient", backward(golden::fill<T>("ensemble." + kind + ".upstream", rows * classes)));
  std::vector<T> dy(y.size());
  const auto right = golden::labels("ensemble.labels", rows, classes);
  const auto loss = cross_entropy(std::span<const T>(y), classes, right, {}, std::span<T>(dy));
  compare("loss", {static_cast<T>(loss.loss)});
  compare("loss_gradient", backward(dy));
}

template <class T>
void check_all() {
  GoldenFile file("ensemble");
  for (const auto& [kind, scale] : {std::pair{"ordinary", 3.0}, std::pair{"extreme", 60.0}}) {
    check_mean<T, MeanOf::probabilities>(file, kind, scale, "probabilities");
    check_mean<T, MeanOf::logits>(file, kind, scale, "logits");
  }
  CHECK(file.not_compared() == "");
}

}  // namespace

TEST_CASE("the mean of an ensemble, its gradients and its loss agree with PyTorch in double") { check_all<double>(); }

TEST_CASE("the mean of an ensemble, its gradients and its loss agree with PyTorch in float") { check_all<float>(); }

#pragma once
// One case of layers.py: its input, its upstream gradient, and PyTorch's results to compare with.

#include <string>
#include <utility>
#include <vector>

#include "bicameral/core/shape.hpp"
#include "bicameral/layers/layer.hpp"
#include "tests/catch.hpp"
#include "tests/golden/fill.hpp"
#include "tests/golden/golden_file.hpp"

namespace bicameral::golden {

/// How the cases of one file are run.
struct CaseSettings {
  GoldenFile& file;
  ThreadPool& pool;
  ComputeSettings compute{};
  double tolerance = 0;  // of the largest difference over the largest value
};

/// x, dy and d_x lie in the library's order of pictures.
template <class T>
class LayerCase {
 public:
  LayerCase(const CaseSettings& settings, std::string name, int batch, Shape in, Shape out)
      : x(channels_last(fill<T>(name + ".x", batch * in.size()), in)),
        dy(channels_last(fill<T>(name + ".dy", batch * out.size()), out)),
        d_x(x.size()),
        settings_(settings),
        name_(std::move(name)),
        batch_(batch),
        in_(in),
        out_(out) {}

  void compare(const std::string& what, const std::vector<T>& values) const {
    const double difference = settings_.file.difference(name_ + "." + what, values);
    INFO(name_ << ", " << what << ", " << settings_.compute.convolution.algorithm << ": " << difference);
    CHECK(difference <= settings_.tolerance);
  }
  void compare_output(const std::string& what, const T* y) const { compare(what, channels_first(y, batch_, out_)); }
  void compare_gradient(const std::string& what) const { compare(what, channels_first(d_x.data(), batch_, in_)); }

  const std::string& name() const { return name_; }
  int batch() const { return batch_; }
  const CaseSettings& settings() const { return settings_; }

  std::vector<T> x, dy, d_x;

 private:
  const CaseSettings& settings_;
  std::string name_;
  int batch_;
  Shape in_, out_;
};

}  // namespace bicameral::golden

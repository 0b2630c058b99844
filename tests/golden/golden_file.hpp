#pragma once
// What PyTorch computed, read from a file that make_golden.py wrote, and how far something lies from it.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <set>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "bicameral/core/error.hpp"
#include "bicameral/train/safetensors.hpp"
#include "tests/golden/fill.hpp"
#include "tests/support/golden_folder.hpp"

namespace bicameral::golden {

inline constexpr std::int64_t digest_samples = 256;
inline constexpr std::size_t digest_sums = 4;

/// Enough of a big tensor to tell that it is right: [count, largest magnitude, sums with signs from a hash, samples].
/// Sums are compensated (Neumaier, 1974), so that they say something about the values, not about the order of adding.
template <class T>
std::vector<double> digest(std::span<const T> values) {
  const auto count = static_cast<std::int64_t>(values.size());
  std::array<double, digest_sums> sums{};
  std::array<double, digest_sums> lost{};  // what the additions rounded away
  double largest = 0;
  const std::uint64_t signs = fnv1a64("signs");
  for (std::int64_t i = 0; i < count; ++i) {
    const auto value = static_cast<double>(values[static_cast<std::size_t>(i)]);
    if (!(std::abs(value) <= largest)) largest = std::abs(value);
    const std::uint64_t bits = hash_at(signs, i);
    for (std::size_t k = 0; k < digest_sums; ++k) {
      const double term = ((bits >> k) & 1u) != 0 ? -value : value;
      const double sum = sums[k] + term;
      lost[k] += std::abs(sums[k]) >= std::abs(term) ? (sums[k] - sum) + term : (term - sum) + sums[k];
      sums[k] = sum;
    }
  }
  std::vector<double> result{static_cast<double>(count), largest};
  for (std::size_t k = 0; k < digest_sums; ++k) result.push_back(sums[k] + lost[k]);
  const std::uint64_t places = fnv1a64("samples");
  for (std::int64_t k = 0; k < digest_samples; ++k) {
    const std::int64_t begin = k * count / digest_samples;
    const std::int64_t length = (k + 1) * count / digest_samples - begin;
    const auto place = static_cast<std::int64_t>(hash_at(places, k) % static_cast<std::uint64_t>(length));
    result.push_back(static_cast<double>(values[static_cast<std::size_t>(begin + place)]));
  }
  return result;
}

/// The tensors of one file.
class GoldenFile {
 public:
  /// Requires the name of a file in this folder, without its ending.
  explicit GoldenFile(const std::string& name) : file_(SafetensorsFile::open(folder() / (name + ".safetensors"))) {}

  bool has(const std::string& name) const {
    return file_.find(name) != nullptr || file_.find(digest_of(name)) != nullptr;
  }

  /// The largest difference to the tensor of that name, over its largest value; infinite for a value that is no number.
  /// `values` are in PyTorch's order. Of a big tensor, the digests are compared; in float the sums may differ by as
  /// much as roundings add up to: the square root of the count.
  template <class T>
  double difference(const std::string& name, std::span<const T> values) {
    const bool whole = file_.find(name) != nullptr;
    const std::string stored = whole ? name : digest_of(name);
    const std::vector<double> expected = file_.template values<double>(stored);
    compared_.insert(stored);
    const auto count = whole ? static_cast<double>(expected.size()) : expected.at(0);
    if (static_cast<double>(values.size()) != count)
      fail("golden tensor '" + name + "'", std::to_string(static_cast<std::int64_t>(count)) + " values",
           std::to_string(values.size()));
    if (whole) {
      double largest = 0;
      for (const double value : expected) largest = std::max(largest, std::abs(value));
      double worst = 0;
      for (std::size_t i = 0; i < expected.size(); ++i)
        worst = farther(worst, static_cast<double>(values[i]) - expected[i]);
      return worst / largest;
    }
    const std::vector<double> found = digest(values);
    const double sum_scale = std::is_same_v<T, float> ? std::sqrt(count) : 1.0;
    double worst = 0;
    for (std::size_t i = 1; i < expected.size(); ++i) {
      const bool is_sum = i >= 2 && i < 2 + digest_sums;
      worst = farther(worst, (found[i] - expected[i]) / (is_sum ? sum_scale : 1.0));
    }
    return worst / expected[1];
  }
  template <class T>
  double difference(const std::string& name, const std::vector<T>& values) {
    return difference(name, std::span<const T>(values));
  }
  double difference(const std::string& name, double value) {
    return difference(name, std::span<const double>(&value, 1));
  }

  /// A stored tensor itself.
  std::vector<double> values(const std::string& name) {
    compared_.insert(name);
    return file_.template values<double>(name);
  }

  /// Names of tensors that nothing was compared with, one per line.
  std::string not_compared() const {
    std::string names;
    for (const TensorEntry& entry : file_.tensors())
      if (!compared_.contains(entry.name)) names += entry.name + "\n";
    return names;
  }

 private:
  static std::string digest_of(const std::string& name) { return name + "#digest"; }
  static double farther(double worst, double difference) {
    if (std::isnan(difference)) return std::numeric_limits<double>::infinity();
    return std::max(worst, std::abs(difference));
  }

  SafetensorsFile file_;
  std::set<std::string> compared_;
};

}  // namespace bicameral::golden

#pragma once
// metrics.csv of a part, read back.

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace cifar100 {

/// Columns by name, a value for each epoch; NaN where there is none.
struct Metrics {
  std::map<std::string, std::vector<double>> columns;

  std::size_t epochs() const;
  /// Of that name; empty if there is none, or no value in it.
  std::vector<double> column(const std::string& name) const;
  /// The place of the epoch whose weights were kept.
  std::optional<std::size_t> best() const;
};

/// Throws, naming the file and the line, for what is damaged. A file that is not there has no epochs.
Metrics read_metrics(const std::string& path);

}  // namespace cifar100

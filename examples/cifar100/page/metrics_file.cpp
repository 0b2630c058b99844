#include "examples/cifar100/page/metrics_file.hpp"

#include <cmath>
#include <fstream>
#include <limits>
#include <string_view>

#include "bicameral/core/error.hpp"
#include "bicameral/core/numbers.hpp"
#include "bicameral/core/utf8.hpp"

namespace cifar100 {

namespace {

/// The fields of a line; metrics have no quotes.
std::vector<std::string> fields_of(std::string_view line) {
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  std::vector<std::string> fields(1);
  for (const char c : line)
    if (c == ',')
      fields.emplace_back();
    else
      fields.back() += c;
  return fields;
}

/// Nothing, and the loss of a run that went astray, are NaN.
double value_of(const std::string& field, const std::string& where) {
  if (field.empty() || field == "nan" || field == "inf" || field == "-inf")
    return std::numeric_limits<double>::quiet_NaN();
  const auto value = bicameral::parse_number(field);
  if (!value || std::abs(*value) > 1e100) bicameral::fail(where, "numbers", bicameral::in_quotes(field));
  return *value;
}

}  // namespace

std::size_t Metrics::epochs() const {
  const auto found = columns.find("epoch");
  return found == columns.end() ? 0 : found->second.size();
}

std::vector<double> Metrics::column(const std::string& name) const {
  const auto found = columns.find(name);
  if (found == columns.end()) return {};
  for (const double value : found->second)
    if (!std::isnan(value)) return found->second;
  return {};
}

std::optional<std::size_t> Metrics::best() const {
  std::optional<std::size_t> place;
  const std::vector<double> best = column("best");
  for (std::size_t i = 0; i < best.size(); ++i)
    if (best[i] == 1) place = i;
  return place;
}

Metrics read_metrics(const std::string& path) {
  Metrics metrics;
  std::ifstream stream(path);
  std::string line;
  if (!std::getline(stream, line)) return metrics;
  const std::vector<std::string> names = fields_of(line);
  const auto where = [&](std::size_t number) { return "file '" + path + "', line " + std::to_string(number); };
  bool epochs = false;
  for (const std::string& name : names) epochs = epochs || name == "epoch";
  if (!epochs) bicameral::fail(where(1), "names of columns, epoch among them", bicameral::in_quotes(line));
  for (std::size_t number = 2; std::getline(stream, line); ++number) {
    const std::vector<std::string> fields = fields_of(line);
    if (fields.size() != names.size())
      bicameral::fail(where(number), std::to_string(names.size()) + " fields", std::to_string(fields.size()));
    for (std::size_t c = 0; c < names.size(); ++c)
      metrics.columns[names[c]].push_back(value_of(fields[c], where(number)));
    if (std::isnan(metrics.columns["epoch"].back())) bicameral::fail(where(number), "the number of an epoch", "none");
  }
  return metrics;
}

}  // namespace cifar100

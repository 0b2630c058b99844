#pragma once
// The values of a network: weights and running statistics, nothing else.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bicameral/core/aligned_buffer.hpp"
#include "bicameral/core/error.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/random.hpp"
#include "bicameral/network/tables.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// An architecture filled with values of type T (float or double). A plain value: copy, move and compare it.
template <Architecture A, class T = float>
class Network {
 public:
  using Type = A;
  using Element = T;
  using Model = detail::model_of<A>;

  /// Starts from random weights: each parameter from a stream of its own, keyed by seed and its full name.
  /// Requires positive numbers of those classes that the heads predict.
  explicit Network(Classes classes = {}, std::uint64_t seed = 0)
      : classes_(checked(classes)),
        tables_(std::make_shared<const NetworkTables>(make_tables<A>(classes))),
        values_(static_cast<std::size_t>(tables_->values)),
        counters_(static_cast<std::size_t>(tables_->counters)) {
    for (const ParameterInfo& parameter : tables_->parameters) initialize(parameter, seed);
  }

  Classes classes() const { return classes_; }
  const NetworkTables& tables() const { return *tables_; }
  std::span<const ParameterInfo> parameters() const { return tables_->parameters; }

  T* values() { return values_.data(); }
  const T* values() const { return values_.data(); }
  /// All trained weights in one piece, as an optimizer wants them; gaps between parameters are zero and stay so.
  std::span<T> trainable() { return {values_.data(), static_cast<std::size_t>(tables_->trainable)}; }
  std::span<const T> trainable() const { return {values_.data(), static_cast<std::size_t>(tables_->trainable)}; }
  std::int64_t* counters() { return counters_.data(); }
  const std::int64_t* counters() const { return counters_.data(); }

  /// The parameter of that full name; throws if there is none.
  const ParameterInfo& find(std::string_view name) const {
    for (const ParameterInfo& parameter : tables_->parameters)
      if (parameter.name == name) return parameter;
    fail("Network::find", "the name of a parameter", "'" + std::string(name) + "'");
  }

  /// A parameter's values in the order of files (PyTorch's).
  std::vector<T> read(const ParameterInfo& parameter) const { return in_file_order(parameter, values_.data()); }
  /// Another array laid out like the values (gradients, an optimizer's averages) in the order of files.
  std::vector<T> in_file_order(const ParameterInfo& parameter, const T* array) const {
    std::vector<T> result(static_cast<std::size_t>(parameter.dims.count()));
    for (std::size_t i = 0; i < result.size(); ++i)
      result[i] = parameter.role == Role::counter
                      ? static_cast<T>(counters_[static_cast<std::size_t>(parameter.offset)])
                      : array[place(parameter, static_cast<std::int64_t>(i))];
    return result;
  }
  /// Sets a parameter from values in the order of files. Requires as many as the parameter has.
  void write(const ParameterInfo& parameter, std::span<const T> values) {
    to_memory_order(parameter, values, values_.data());
  }
  void to_memory_order(const ParameterInfo& parameter, std::span<const T> values, T* array) {
    if (values.size() != static_cast<std::size_t>(parameter.dims.count()))
      fail("parameter '" + parameter.name + "'", std::to_string(parameter.dims.count()) + " values",
           std::to_string(values.size()));
    for (std::size_t i = 0; i < values.size(); ++i)
      if (parameter.role == Role::counter)
        counters_[static_cast<std::size_t>(parameter.offset)] = static_cast<std::int64_t>(values[i]);
      else
        array[place(parameter, static_cast<std::int64_t>(i))] = values[i];
  }

  bool operator==(const Network& other) const {
    return classes_ == other.classes_ && values_ == other.values_ && counters_ == other.counters_;
  }

 private:
  static Classes checked(Classes classes) {
    if (Model::has_fine && classes.fine < 1) fail("Network", "at least 1 fine class", std::to_string(classes.fine));
    if (Model::has_coarse && classes.coarse < 1)
      fail("Network", "at least 1 coarse class", std::to_string(classes.coarse));
    return classes;
  }
  static std::int64_t place(const ParameterInfo& parameter, std::int64_t index) {
    return parameter.offset + memory_index(parameter.dims, parameter.order, index);
  }
  void initialize(const ParameterInfo& parameter, std::uint64_t seed) {
    if (parameter.role == Role::counter) return;
    RandomStream stream(seed, Purpose::initialize, parameter.name);
    for (std::int64_t i = 0; i < parameter.dims.count(); ++i) {
      const double random = parameter.spread > 0 ? stream.uniform(-parameter.spread, parameter.spread) : 0.0;
      values_[static_cast<std::size_t>(place(parameter, i))] = static_cast<T>(parameter.start + random);
    }
  }

  Classes classes_;
  std::shared_ptr<const NetworkTables> tables_;
  AlignedBuffer<T> values_;
  AlignedBuffer<std::int64_t> counters_;
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral

#pragma once
// Runs one layer by itself, without a network around it: many shapes cost little to compile this way.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "bicameral/core/aligned_buffer.hpp"
#include "bicameral/layers/layer.hpp"
#include "tests/golden/fill.hpp"
#include "tests/golden/layer_case.hpp"

namespace bicameral::golden {

/// A layer's parameters, filled, and its memory. Parameters are called "<kind>1.<name>".
template <class T>
class LayerMemory {
 public:
  LayerMemory(const LayerCase<T>& values, std::string_view kind, std::span<const ParameterFact> facts) {
    std::int64_t count = 0;
    for (const ParameterFact& fact : facts) {
      const bool is_counter = fact.role == Role::counter;
      parameters_.push_back({.name = std::string(kind) + "1." + std::string(fact.name),
                             .dims = fact.dims,
                             .role = fact.role,
                             .order = fact.order,
                             .trainable = fact.role == Role::weight,
                             .offset = is_counter ? 0 : count});
      count += is_counter ? 0 : fact.dims.count();
    }
    values_ = AlignedBuffer<T>(static_cast<std::size_t>(count));
    gradients_ = AlignedBuffer<T>(static_cast<std::size_t>(count));
    for (const ParameterInfo& parameter : parameters_) {
      if (parameter.role == Role::counter) continue;
      const std::vector<T> filled = fill_parameter<T>(values.name(), parameter);
      for (std::size_t i = 0; i < filled.size(); ++i) values_[place(parameter, i)] = filled[i];
    }
  }

  /// What a pass is given. Requires that the case and this object outlive it.
  Site<T> site(const LayerCase<T>& values, Shape in, Shape out, std::size_t saved, std::size_t scratch) {
    saved_ = AlignedBuffer<std::byte>(saved);
    scratch_ = AlignedBuffer<std::byte>(scratch);
    return {.in = in,
            .out = out,
            .batch = values.batch(),
            .name = values.name(),
            .parameters = parameters_,
            .values = values_.data(),
            .statistics = values_.data(),
            .gradients = gradients_.data(),
            .counters = &counter_,
            .x = values.x.data(),
            .saved = saved_.data(),
            .scratch = scratch_.data(),
            .pool = &values.settings().pool,
            .settings = &values.settings().compute};
  }

  /// Gradients of weights, and statistics as they are now, compared with PyTorch's.
  void compare(const LayerCase<T>& values) const {
    for (const ParameterInfo& parameter : parameters_) {
      std::vector<T> found(static_cast<std::size_t>(parameter.dims.count()), static_cast<T>(counter_));
      const AlignedBuffer<T>& source = parameter.role == Role::weight ? gradients_ : values_;
      for (std::size_t i = 0; i < found.size() && parameter.role != Role::counter; ++i)
        found[i] = source[place(parameter, i)];
      values.compare((parameter.role == Role::weight ? "gradient." : "after.") + parameter.name, found);
    }
  }

 private:
  static std::size_t place(const ParameterInfo& parameter, std::size_t index) {
    return static_cast<std::size_t>(parameter.offset +
                                    memory_index(parameter.dims, parameter.order, static_cast<std::int64_t>(index)));
  }

  std::vector<ParameterInfo> parameters_;
  AlignedBuffer<T> values_, gradients_;
  AlignedBuffer<std::byte> saved_, scratch_;
  std::int64_t counter_ = 0;
};

/// Inference, gradients of activations alone, and training, one after the other.
template <class L, class T>
void check_layer(const CaseSettings& settings, const char* name, int batch, Shape in) {
  const Shape out = L::output(in);
  LayerCase<T> values(settings, name, batch, in, out);
  LayerMemory<T> memory(values, L::kind, L::parameters(in));
  std::vector<T> y(values.dy.size());
  const auto run = [&]<Mode M>(const std::string& prefix) {
    const Site<T> forward =
        memory.site(values, in, out, L::template saved_bytes<T>(M, in, batch),
                    L::template scratch_bytes<T>(in, batch, settings.compute, settings.pool.threads()));
    L::template forward<M>(forward, static_cast<const T*>(values.x.data()), y.data());
    values.compare_output(prefix + ".y", y.data());
    if constexpr (keeps_activations(M)) {
      Site<T> backward = forward;
      backward.y = y.data();
      L::template backward<M>(backward, static_cast<const T*>(values.dy.data()), values.d_x.data());
      values.compare_gradient(prefix + ".d_x");
    }
  };
  run.template operator()<Mode::inference>("eval");
  run.template operator()<Mode::attribution>("eval");
  run.template operator()<Mode::training>("train");
  memory.compare(values);
}

}  // namespace bicameral::golden

#pragma once
// The lists that a network's type unfolds into: its layers and its parameters, with names and places in memory.

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bicameral/blocks/pass.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/hemispheres/unilateral.hpp"

namespace bicameral {

inline namespace BICAMERAL_SIMD {

template <class A>
concept Architecture = Model<A> || HemisphereBlock<A>;

namespace detail {

template <class A>
struct ModelOf {
  using type = A;
};
template <class A>
  requires(!Model<A>)
struct ModelOf<A> {
  using type = Headless<A>;
};
template <Architecture A>
using model_of = typename ModelOf<A>::type;

}  // namespace detail

}  // namespace BICAMERAL_SIMD

/// Layers and parameters of one architecture in the order of its type. Values lie in one block of memory: weights that
/// are trained first, then frozen weights, then statistics; each on its own cache line.
struct NetworkTables {
  std::vector<LayerInfo> layers;
  std::vector<ParameterInfo> parameters;
  std::vector<ConvolutionProblem> convolutions;  // in the order of their layers, for one image
  std::int64_t trainable = 0;                    // values, gaps counted
  std::int64_t values = 0;
  std::int64_t counters = 0;
};

inline namespace BICAMERAL_SIMD {

namespace detail {

/// Walks over a type and writes down what it meets.
class TableBuilder {
 public:
  void enter(std::string_view name, int ordinal) {
    lengths_.push_back(prefix_.size());
    prefix_ += full_name(name, ordinal) + ".";
  }
  void block(std::string_view name, int ordinal, Shape in, Shape out) {
    add_layer(name, ordinal, in, out, {}, 0);
    enter(name, ordinal);
    ++depth_;
    depths_.push_back(prefix_.size());
  }
  void leave() {
    if (!depths_.empty() && depths_.back() == prefix_.size()) {
      depths_.pop_back();
      --depth_;
    }
    prefix_.resize(lengths_.back());
    lengths_.pop_back();
  }
  void convolution(const ConvolutionProblem& problem) { tables_.convolutions.push_back(problem); }
  void layer(std::string_view kind, int ordinal, Shape in, Shape out, Work work, std::span<const ParameterFact> facts) {
    if (at_images_) work.input_gradient = 0;
    at_images_ = false;
    if (frozen_) work = {work.forward, 0, 0};
    std::int64_t weights = 0;
    for (const ParameterFact& fact : facts)
      if (fact.role == Role::weight) weights += fact.dims.count();
    add_layer(kind, ordinal, in, out, work, weights);
    for (const ParameterFact& fact : facts)
      tables_.parameters.push_back({.name = prefix_ + full_name(kind, ordinal) + "." + std::string(fact.name),
                                    .dims = fact.dims,
                                    .role = fact.role,
                                    .order = fact.order,
                                    .trainable = fact.role == Role::weight && !frozen_,
                                    .spread = fact.spread,
                                    .start = fact.offset});
  }
  void freeze(bool frozen) { frozen_ = frozen; }
  void images() { at_images_ = true; }
  bool reads_images() const { return at_images_; }

  /// Gives every parameter its place.
  NetworkTables finish() {
    place([](const ParameterInfo& p) { return p.trainable; });
    tables_.trainable = tables_.values;
    place([](const ParameterInfo& p) { return p.role == Role::weight && !p.trainable; });
    place([](const ParameterInfo& p) { return p.role == Role::statistic; });
    for (ParameterInfo& parameter : tables_.parameters)
      if (parameter.role == Role::counter) parameter.offset = tables_.counters++;
    return std::move(tables_);
  }

 private:
  static std::string full_name(std::string_view kind, int ordinal) {
    return std::string(kind) + (ordinal == 0 ? "" : std::to_string(ordinal));
  }
  void add_layer(std::string_view kind, int ordinal, Shape in, Shape out, Work work, std::int64_t weights) {
    tables_.layers.push_back({.name = prefix_ + full_name(kind, ordinal),
                              .kind = kind,
                              .in = in,
                              .out = out,
                              .depth = depth_,
                              .work = work,
                              .parameters = weights,
                              .frozen = frozen_,
                              .first_parameter = static_cast<int>(tables_.parameters.size())});
  }
  template <class Belongs>
  void place(const Belongs& belongs) {
    constexpr std::int64_t line = 16;  // a cache line of floats, two of doubles
    for (ParameterInfo& parameter : tables_.parameters)
      if (belongs(parameter)) {
        parameter.offset = tables_.values;
        tables_.values += (parameter.dims.count() + line - 1) / line * line;
      }
  }

  NetworkTables tables_;
  std::string prefix_;
  std::vector<std::size_t> lengths_;
  std::vector<std::size_t> depths_;
  int depth_ = 0;
  bool frozen_ = false;
  bool at_images_ = false;
};

}  // namespace detail

/// The tables of an architecture with so many classes.
template <Architecture A>
NetworkTables make_tables(Classes classes = {}) {
  detail::TableBuilder builder;
  detail::model_of<A>::walk(builder, classes);
  return builder.finish();
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral

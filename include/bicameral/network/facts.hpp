#pragma once
// What is known about a network before it exists: parameters, multiply-adds, memory.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/network/tables.hpp"

namespace bicameral {

/// Totals over all layers of an architecture.
struct NetworkFacts {
  std::int64_t parameters = 0;              // weights, frozen ones too; statistics not counted
  std::int64_t trainable = 0;               // weights that are trained
  std::int64_t statistics = 0;              // running means and variances
  std::int64_t forward_multiply_adds = 0;   // per image
  std::int64_t backward_multiply_adds = 0;  // per image; no gradient goes into the image
};

inline namespace BICAMERAL_SIMD {

namespace detail {

struct FactsCounter {
  NetworkFacts facts{};
  bool frozen = false;
  bool at_images = false;

  constexpr void enter(std::string_view, int) {}
  constexpr void block(std::string_view, int, Shape, Shape) {}
  constexpr void leave() {}
  constexpr void convolution(const ConvolutionProblem&) {}
  constexpr void freeze(bool value) { frozen = value; }
  constexpr void images() { at_images = true; }
  constexpr bool reads_images() const { return at_images; }
  constexpr void layer(std::string_view, int, Shape, Shape, Work work, std::span<const ParameterFact> parameters) {
    facts.forward_multiply_adds += work.forward;
    if (!frozen) facts.backward_multiply_adds += work.weight_gradient + (at_images ? 0 : work.input_gradient);
    at_images = false;
    for (const ParameterFact& parameter : parameters) {
      if (parameter.role == Role::weight) facts.parameters += parameter.dims.count();
      if (parameter.role == Role::weight && !frozen) facts.trainable += parameter.dims.count();
      if (parameter.role == Role::statistic) facts.statistics += parameter.dims.count();
    }
  }
};

}  // namespace detail

/// The totals for so many classes, at compile time or at run time.
template <Architecture A>
constexpr NetworkFacts network_facts(Classes classes = {}) {
  detail::FactsCounter counter;
  detail::model_of<A>::walk(counter, classes);
  return counter.facts;
}

/// Bytes of activations that a batch keeps from forward to backward.
template <Architecture A, class T = float>
constexpr std::size_t activation_bytes(Mode mode, int batch, Classes classes = {}) {
  return detail::model_of<A>::template kept_bytes<T>(mode, batch, classes);
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral

#pragma once
// Which algorithm a convolution uses when nobody says.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/kernels/conv2d/problem.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// The name that leaves the choice to the shape.
inline constexpr std::string_view automatic_convolution = "automatic";

namespace detail {

/// Tiles from which Winograd's F(4x4, 3x3) pays for mapping the filters.
inline constexpr std::int64_t fewest_tiles = 16;

/// F(4x4, 3x3) for 3x3 windows over pictures that fill its tiles and channels that fill registers, else direct sums.
/// The input gradient takes patches where channels are few, more so with a stride, and where windows leave pixels
/// unseen. Measured, see docs/performance.md.
inline std::string_view automatic_algorithm(const ConvolutionProblem& p, ConvolutionPass pass, std::int64_t tiles) {
  const bool wide = p.in.channels >= 8 && p.filters >= 8;
  const bool tall = p.out_height() >= 3 && p.out_width() >= 3;
  if (p.kernel == 3 && p.stride == 1 && p.padding <= 2 && wide && tall && tiles >= fewest_tiles) return "winograd4";
  const bool patches = p.in.channels < (p.stride > 1 ? 65 : 16) || p.kernel < p.stride;
  return pass == ConvolutionPass::backward_input && patches ? "im2col_blocked" : "direct";
}

inline std::int64_t tiles_of(const ConvolutionProblem& p) {
  return std::int64_t{p.batch} * ((p.out_height() + 3) / 4) * ((p.out_width() + 3) / 4);
}

inline const ConvolutionChoice* choice_for(const ConvolutionSettings& settings, const ConvolutionProblem& p) {
  for (const ConvolutionChoice& choice : settings.choices)
    if (choice.is_for(p)) return &choice;
  return nullptr;
}

}  // namespace detail

/// The algorithm for a pass: the one chosen for the shape, else the one chosen for all, else the one that suits it.
inline std::string_view convolution_algorithm(const ConvolutionSettings& settings, const ConvolutionProblem& p,
                                              ConvolutionPass pass) {
  if (const ConvolutionChoice* choice = detail::choice_for(settings, p))
    return choice->algorithms[static_cast<std::size_t>(pass)];
  if (settings.algorithm != automatic_convolution) return settings.algorithm;
  return detail::automatic_algorithm(p, pass, detail::tiles_of(p));
}

/// Calls visit(name) for every algorithm that may run for this many images or fewer.
template <class Visit>
void for_each_possible_algorithm(const ConvolutionSettings& settings, const ConvolutionProblem& p, ConvolutionPass pass,
                                 const Visit& visit) {
  visit(convolution_algorithm(settings, p, pass));
  if (settings.algorithm == automatic_convolution && detail::choice_for(settings, p) == nullptr)
    visit(detail::automatic_algorithm(p, pass, 0));
}

/// The choices that `settings` makes for these problems, fixed: they stay when the rules of `automatic` change.
inline ConvolutionSettings resolved(ConvolutionSettings settings, std::span<const ConvolutionProblem> problems) {
  for (const ConvolutionProblem& p : problems) {
    if (detail::choice_for(settings, p) != nullptr) continue;
    ConvolutionChoice choice{p.in, p.filters, p.kernel, p.stride, p.padding, {}};
    for (const ConvolutionPass pass :
         {ConvolutionPass::forward, ConvolutionPass::backward_input, ConvolutionPass::backward_weight})
      choice.algorithms[static_cast<std::size_t>(pass)] = convolution_algorithm(settings, p, pass);
    settings.choices.push_back(choice);
  }
  return settings;
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral

#pragma once
// Which layers of a chain run as one.

#include "bicameral/blocks/chain_run.hpp"
#include "bicameral/blocks/norm_relu.hpp"
#include "bicameral/core/instruction_set.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {
namespace detail {

/// Joins the parts that lie together in `Rest`, behind those that are done.
template <class Done, class... Rest>
struct JoinParts;

template <class... Done>
struct JoinParts<ChainRun<Done...>> {
  using type = ChainRun<Done...>;
};
template <class... Done, class Part, class... Rest>
struct JoinParts<ChainRun<Done...>, Part, Rest...> : JoinParts<ChainRun<Done..., Part>, Rest...> {};
template <class... Done, int Momentum, class... Rest>
struct JoinParts<ChainRun<Done...>, BatchNormMomentum<Momentum>, ReLU, Rest...>
    : JoinParts<ChainRun<Done..., NormReLU<BatchNormMomentum<Momentum>>>, Rest...> {};
template <class... Done, int Momentum, int Kernel, class... Rest>
struct JoinParts<ChainRun<Done...>, BatchNormMomentum<Momentum>, ReLU, MaxPool<Kernel, Kernel>, Rest...>
    : JoinParts<ChainRun<Done..., NormReLU<BatchNormMomentum<Momentum>, MaxPool<Kernel, Kernel>>>, Rest...> {};

template <class... Parts>
using FusedRun = typename JoinParts<ChainRun<>, Parts...>::type;

}  // namespace detail
}  // namespace BICAMERAL_SIMD
}  // namespace bicameral

#pragma once
// Which layers of a chain run as one.

#include "bicameral/blocks/chain_run.hpp"
#include "bicameral/blocks/folded_conv.hpp"
#include "bicameral/blocks/norm_relu.hpp"
#include "bicameral/core/instruction_set.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {
namespace detail {

/// In training: what Last becomes when Next follows it; void if they do not run as one.
template <class Last, class Next>
struct JoinInTraining {
  using type = void;
};
template <int Momentum>
struct JoinInTraining<BatchNormMomentum<Momentum>, ReLU> {
  using type = NormReLU<BatchNormMomentum<Momentum>>;
};
template <class Norm, int Kernel>
struct JoinInTraining<NormReLU<Norm>, MaxPool<Kernel, Kernel>> {
  using type = NormReLU<Norm, MaxPool<Kernel, Kernel>>;
};

/// The same in inference, where convolutions take in what follows them.
template <class Last, class Next>
struct JoinInInference : JoinInTraining<Last, Next> {};
template <class Conv, int Momentum>
struct JoinInInference<FoldedConv<Conv>, BatchNormMomentum<Momentum>> {
  using type = FoldedConv<Conv, BatchNormMomentum<Momentum>>;
};
template <class Conv, class Norm>
struct JoinInInference<FoldedConv<Conv, Norm>, ReLU> {
  using type = FoldedConv<Conv, Norm, ReLU>;
};
template <class Conv, class Norm, int Kernel>
struct JoinInInference<FoldedConv<Conv, Norm, ReLU>, MaxPool<Kernel, Kernel>> {
  using type = FoldedConv<Conv, Norm, ReLU, MaxPool<Kernel, Kernel>>;
};

/// A part as it stands before anything joins it.
template <class Part>
struct Foldable {
  using type = Part;
};
template <int Filters, int Kernel, int Stride, int Padding, Bias WithBias>
struct Foldable<Conv2d<Filters, Kernel, Stride, Padding, WithBias>> {
  using type = FoldedConv<Conv2d<Filters, Kernel, Stride, Padding, WithBias>>;
};

/// Joins the parts of `Rest`, one by one, to the last one of those that are done.
template <template <class, class> class Join, class Done, class Last, class... Rest>
struct JoinParts;

template <template <class, class> class Join, class... Done, class Last>
struct JoinParts<Join, ChainRun<Done...>, Last> {
  using type = ChainRun<Done..., Last>;
};
template <template <class, class> class Join, class... Done, class Last, class Next, class... Rest>
  requires(!std::is_void_v<typename Join<Last, Next>::type>)
struct JoinParts<Join, ChainRun<Done...>, Last, Next, Rest...>
    : JoinParts<Join, ChainRun<Done...>, typename Join<Last, Next>::type, Rest...> {};
template <template <class, class> class Join, class... Done, class Last, class Next, class... Rest>
  requires(std::is_void_v<typename Join<Last, Next>::type>)
struct JoinParts<Join, ChainRun<Done...>, Last, Next, Rest...>
    : JoinParts<Join, ChainRun<Done..., Last>, Next, Rest...> {};

/// The parts as they run in training.
template <class... Parts>
using FusedRun = typename JoinParts<JoinInTraining, ChainRun<>, Parts...>::type;

/// The parts as they run in inference.
template <class... Parts>
using FoldedRun = typename JoinParts<JoinInInference, ChainRun<>, typename Foldable<Parts>::type...>::type;

}  // namespace detail
}  // namespace BICAMERAL_SIMD
}  // namespace bicameral

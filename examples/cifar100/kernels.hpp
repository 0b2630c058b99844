#pragma once
// Kernels that all networks share are compiled once, in kernels.cpp, instead of once for every network.

#include "bicameral/analysis/cam_engine.hpp"
#include "bicameral/kernels/conv2d/algorithms.hpp"
#include "bicameral/kernels/conv2d/moments.hpp"
#include "bicameral/kernels/conv2d/prepared.hpp"
#include "bicameral/kernels/dense.hpp"

namespace bicameral {

extern template class CamCollector<float>;
extern template class CamEngine<float>;
extern template std::size_t convolution_scratch_bytes<float>(const ConvolutionProblem&, const ConvolutionSettings&,
                                                             int);
extern template void convolution_forward<float>(const ConvolutionCall&, const float*, const float*, const float*,
                                                float*);
extern template std::size_t convolution_moment_bytes<float>(const ConvolutionProblem&, const ConvolutionSettings&);
extern template void convolution_forward_with_moments<float>(const ConvolutionCall&, const float*, const float*,
                                                             const float*, float*, const ChannelMoments&, std::byte*);
extern template void convolution_prepare<float>(const ConvolutionCall&, const float*, float*);
extern template void convolution_forward_prepared<float>(const ConvolutionCall&, const float*, const float*,
                                                         const ConvolutionFinish<float>&, float*);
extern template void convolution_backward_input<float>(const ConvolutionCall&, const float*, const float*, float*);
extern template void convolution_backward_weight<float>(const ConvolutionCall&, const float*, const float*, float*);
extern template void dense_forward<float>(ThreadPool&, const DenseProblem&, const GemmBlocking&, const float*,
                                          const float*, const float*, float*, std::byte*);
extern template void dense_backward_input<float>(ThreadPool&, const DenseProblem&, const GemmBlocking&, const float*,
                                                 const float*, float*, std::byte*);
extern template void dense_backward_weight<float>(ThreadPool&, const DenseProblem&, const GemmBlocking&, const float*,
                                                  const float*, float*, std::byte*);

}  // namespace bicameral

#pragma once
// The convolutions are compiled once, in instantiated_kernels.cpp, instead of once for every test file.

#include "bicameral/kernels/conv2d/algorithms.hpp"
#include "bicameral/kernels/conv2d/moments.hpp"
#include "bicameral/kernels/conv2d/prepared.hpp"

namespace bicameral {

#ifdef BICAMERAL_TEST_INSTANTIATES_KERNELS
#define BICAMERAL_TEST_EXTERN
#else
#define BICAMERAL_TEST_EXTERN extern
#endif

BICAMERAL_TEST_EXTERN template std::size_t convolution_scratch_bytes<float>(const ConvolutionProblem&,
                                                                            const ConvolutionSettings&, int);
BICAMERAL_TEST_EXTERN template void convolution_forward<float>(const ConvolutionCall&, const float*, const float*,
                                                               const float*, float*);
BICAMERAL_TEST_EXTERN template void convolution_backward_input<float>(const ConvolutionCall&, const float*,
                                                                      const float*, float*);
BICAMERAL_TEST_EXTERN template void convolution_backward_weight<float>(const ConvolutionCall&, const float*,
                                                                       const float*, float*);
BICAMERAL_TEST_EXTERN template std::size_t convolution_scratch_bytes<double>(const ConvolutionProblem&,
                                                                             const ConvolutionSettings&, int);
BICAMERAL_TEST_EXTERN template void convolution_forward<double>(const ConvolutionCall&, const double*, const double*,
                                                                const double*, double*);
BICAMERAL_TEST_EXTERN template void convolution_backward_input<double>(const ConvolutionCall&, const double*,
                                                                       const double*, double*);
BICAMERAL_TEST_EXTERN template void convolution_backward_weight<double>(const ConvolutionCall&, const double*,
                                                                        const double*, double*);
BICAMERAL_TEST_EXTERN template std::size_t convolution_moment_bytes<float>(const ConvolutionProblem&,
                                                                           const ConvolutionSettings&);
BICAMERAL_TEST_EXTERN template void convolution_forward_with_moments<float>(const ConvolutionCall&, const float*,
                                                                            const float*, const float*, float*,
                                                                            const ChannelMoments&, std::byte*);
BICAMERAL_TEST_EXTERN template void convolution_prepare<float>(const ConvolutionCall&, const float*, float*);
BICAMERAL_TEST_EXTERN template void convolution_forward_prepared<float>(const ConvolutionCall&, const float*,
                                                                        const float*, const ConvolutionFinish<float>&,
                                                                        float*);
BICAMERAL_TEST_EXTERN template std::size_t convolution_moment_bytes<double>(const ConvolutionProblem&,
                                                                            const ConvolutionSettings&);
BICAMERAL_TEST_EXTERN template void convolution_forward_with_moments<double>(const ConvolutionCall&, const double*,
                                                                             const double*, const double*, double*,
                                                                             const ChannelMoments&, std::byte*);
BICAMERAL_TEST_EXTERN template void convolution_prepare<double>(const ConvolutionCall&, const double*, double*);
BICAMERAL_TEST_EXTERN template void convolution_forward_prepared<double>(const ConvolutionCall&, const double*,
                                                                         const double*,
                                                                         const ConvolutionFinish<double>&, double*);

#undef BICAMERAL_TEST_EXTERN

}  // namespace bicameral

#pragma once
// The convolutions are compiled once, in instantiated_kernels.cpp, instead of once for every test file.

#include "bicameral/kernels/conv2d/algorithms.hpp"

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

#undef BICAMERAL_TEST_EXTERN

}  // namespace bicameral

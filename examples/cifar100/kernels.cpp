#include "examples/cifar100/kernels.hpp"

namespace bicameral {

template class CamCollector<float>;
template class CamEngine<float>;
template std::size_t convolution_scratch_bytes<float>(const ConvolutionProblem&, const ConvolutionSettings&, int);
template void convolution_forward<float>(const ConvolutionCall&, const float*, const float*, const float*, float*);
template std::size_t convolution_moment_bytes<float>(const ConvolutionProblem&, const ConvolutionSettings&);
template void convolution_forward_with_moments<float>(const ConvolutionCall&, const float*, const float*, const float*,
                                                      float*, const ChannelMoments&, std::byte*);
template void convolution_prepare<float>(const ConvolutionCall&, const float*, float*);
template void convolution_forward_prepared<float>(const ConvolutionCall&, const float*, const float*,
                                                  const ConvolutionFinish<float>&, float*);
template void convolution_backward_input<float>(const ConvolutionCall&, const float*, const float*, float*);
template void convolution_backward_weight<float>(const ConvolutionCall&, const float*, const float*, float*);
template void dense_forward<float>(ThreadPool&, const DenseProblem&, const GemmBlocking&, const float*, const float*,
                                   const float*, float*, std::byte*);
template void dense_backward_input<float>(ThreadPool&, const DenseProblem&, const GemmBlocking&, const float*,
                                          const float*, float*, std::byte*);
template void dense_backward_weight<float>(ThreadPool&, const DenseProblem&, const GemmBlocking&, const float*,
                                           const float*, float*, std::byte*);

}  // namespace bicameral

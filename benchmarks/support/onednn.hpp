#pragma once
// oneDNN's convolutions as further algorithms to compare with: each in the memory formats that oneDNN prefers, so that
// what is measured is oneDNN at its best; converting from and to our order is not measured.

#include <omp.h>
#include <oneapi/dnnl/dnnl.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>

#include "bicameral/core/aligned_buffer.hpp"
#include "bicameral/kernels/conv2d/problem.hpp"

namespace bicameral::benchmarks {

/// One pass of one problem, ready to run any number of times on `threads` threads.
class OneDnnConvolution {
 public:
  /// None where oneDNN has no such algorithm for the problem.
  static std::optional<OneDnnConvolution> make(dnnl::algorithm algorithm, const ConvolutionProblem& p,
                                               ConvolutionPass pass, int threads) {
    omp_set_num_threads(threads);  // before anything is planned: the plan depends on it
    try {
      return OneDnnConvolution(algorithm, p, pass);
    } catch (const dnnl::error& error) {
      if (error.status == dnnl_unimplemented) return std::nullopt;
      throw;
    }
  }

  /// Takes two of x [NHWC], w [HWIO], dy [NHWC], whichever the pass reads.
  void load(const float* x, const float* w, const float* dy) {
    if (pass_ == ConvolutionPass::forward) convert(x, images_, DNNL_ARG_SRC);
    if (pass_ == ConvolutionPass::backward_weight) convert(x, images_, DNNL_ARG_SRC);
    if (pass_ != ConvolutionPass::backward_weight) convert(w, filters_, DNNL_ARG_WEIGHTS);
    if (pass_ != ConvolutionPass::forward) convert(dy, results_, DNNL_ARG_DIFF_DST);
  }
  void run() {
    primitive_.execute(stream_, arguments_);
    stream_.wait();
  }
  /// What run() computed, in our memory order.
  AlignedBuffer<float> result() {
    const dnnl::memory::desc& order = pass_ == ConvolutionPass::forward          ? results_
                                      : pass_ == ConvolutionPass::backward_input ? images_
                                                                                 : filters_;
    AlignedBuffer<float> values(order.get_size() / sizeof(float));
    dnnl::memory ours(order, engine_, values.data());
    dnnl::memory& theirs = arguments_.at(result_argument());
    dnnl::reorder(theirs, ours).execute(stream_, theirs, ours);
    stream_.wait();
    return values;
  }
  std::size_t scratch_bytes() const { return scratch_bytes_; }

 private:
  using Tag = dnnl::memory::format_tag;
  using Desc = dnnl::memory::desc;
  static constexpr auto f32 = dnnl::memory::data_type::f32;

  OneDnnConvolution(dnnl::algorithm algorithm, const ConvolutionProblem& p, ConvolutionPass pass)
      : pass_(pass), engine_(dnnl::engine::kind::cpu, 0), stream_(engine_) {
    const dnnl::memory::dims x{p.batch, p.in.channels, p.in.height, p.in.width};
    const dnnl::memory::dims w{p.filters, p.in.channels, p.kernel, p.kernel};
    const dnnl::memory::dims y{p.batch, p.filters, p.out_height(), p.out_width()};
    images_ = Desc(x, f32, Tag::nhwc);
    filters_ = Desc(w, f32, Tag::hwio);
    results_ = Desc(y, f32, Tag::nhwc);
    const Desc any_x(x, f32, Tag::any);
    const Desc any_w(w, f32, Tag::any);
    const Desc any_y(y, f32, Tag::any);
    const dnnl::memory::dims strides{p.stride, p.stride};
    const dnnl::memory::dims padding{p.padding, p.padding};
    dnnl::primitive_attr attributes;
    attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
    const dnnl::convolution_forward::primitive_desc forward(
        {dnnl::prop_kind::forward_training, algorithm, any_x, any_w, any_y, strides, padding, padding}, attributes,
        engine_);
    if (pass == ConvolutionPass::forward) {
      take(dnnl::convolution_forward(forward), forward.scratchpad_desc());
      add(DNNL_ARG_SRC, forward.src_desc());
      add(DNNL_ARG_WEIGHTS, forward.weights_desc());
      add(DNNL_ARG_DST, forward.dst_desc());
    } else if (pass == ConvolutionPass::backward_input) {
      const dnnl::convolution_backward_data::primitive_desc plan(
          {algorithm, any_x, any_w, any_y, strides, padding, padding}, attributes, engine_, forward);
      take(dnnl::convolution_backward_data(plan), plan.scratchpad_desc());
      add(DNNL_ARG_DIFF_DST, plan.diff_dst_desc());
      add(DNNL_ARG_WEIGHTS, plan.weights_desc());
      add(DNNL_ARG_DIFF_SRC, plan.diff_src_desc());
    } else {
      const dnnl::convolution_backward_weights::primitive_desc plan(
          {algorithm, any_x, any_w, any_y, strides, padding, padding}, attributes, engine_, forward);
      take(dnnl::convolution_backward_weights(plan), plan.scratchpad_desc());
      add(DNNL_ARG_DIFF_DST, plan.diff_dst_desc());
      add(DNNL_ARG_SRC, plan.src_desc());
      add(DNNL_ARG_DIFF_WEIGHTS, plan.diff_weights_desc());
    }
  }

  int result_argument() const {
    return pass_ == ConvolutionPass::forward          ? DNNL_ARG_DST
           : pass_ == ConvolutionPass::backward_input ? DNNL_ARG_DIFF_SRC
                                                      : DNNL_ARG_DIFF_WEIGHTS;
  }
  void add(int argument, const Desc& desc) { arguments_.emplace(argument, dnnl::memory(desc, engine_)); }
  void take(const dnnl::primitive& primitive, const Desc& scratch) {
    primitive_ = primitive;
    scratch_bytes_ = scratch.get_size();
    add(DNNL_ARG_SCRATCHPAD, scratch);
  }
  void convert(const float* values, const Desc& order, int argument) {
    dnnl::memory ours(order, engine_, const_cast<float*>(values));  // only read; oneDNN has no const memory
    dnnl::memory& theirs = arguments_.at(argument);
    dnnl::reorder(ours, theirs).execute(stream_, ours, theirs);
    stream_.wait();
  }

  ConvolutionPass pass_;
  dnnl::engine engine_;
  dnnl::stream stream_;
  Desc images_, filters_, results_;
  dnnl::primitive primitive_;
  std::unordered_map<int, dnnl::memory> arguments_;
  std::size_t scratch_bytes_ = 0;
};

}  // namespace bicameral::benchmarks

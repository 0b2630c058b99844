#include "bicameral/kernels/conv2d/check.hpp"

#include <functional>
#include <limits>

#include "bicameral/kernels/conv2d/algorithms.hpp"
#include "tests/catch.hpp"
#include "tests/support/compare.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

constexpr ConvolutionProblem good{2, {3, 5, 4}, 6, 3, 1, 1};
constexpr int huge = std::numeric_limits<int>::max();

/// Everything that a call needs, to be made wrong in one place. Arrays have room to be taken one byte too far.
struct Arguments {
  ConvolutionProblem problem = good;
  ConvolutionSettings settings{.algorithm = "direct"};
  ThreadPool pool{2};
  AlignedBuffer<std::byte> scratch{convolution_scratch_bytes<float>(good, settings, 2) + 64};
  ConvolutionCall call{good, &settings, &pool, scratch.data()};
  std::vector<float> pictures = numbers<float>(1000, "x");
  std::vector<float> others = numbers<float>(1000, "dy");
  std::vector<float> weights = numbers<float>(1000, "w");
  std::vector<float> biases = numbers<float>(10, "bias");
  std::vector<float> result = std::vector<float>(1000, -7.0F);
  const float* from = pictures.data();
  const float* dy = others.data();
  const float* w = weights.data();
  const float* bias = biases.data();
  float* to = result.data();

  /// Runs one pass; returns the complaint. One that complains must have written nothing.
  std::string run(ConvolutionPass pass) {
    const std::string message = thrown_message([&] {
      if (pass == ConvolutionPass::forward) convolution_forward(call, from, w, bias, to);
      if (pass == ConvolutionPass::backward_input) convolution_backward_input(call, from, w, to);
      if (pass == ConvolutionPass::backward_weight) convolution_backward_weight(call, from, dy, to);
    });
    const bool untouched = std::all_of(result.begin(), result.end(), [](float value) { return value == -7.0F; });
    CHECK(untouched == !message.empty());
    return message;
  }
};

using Mistake = std::function<void(Arguments&)>;

/// What each pass says about the mistake; the arguments without it work.
std::array<std::string, 3> complaints(const Mistake& mistake) {
  std::array<std::string, 3> messages;
  for (const ConvolutionPass pass : convolution_passes) {
    Arguments twin;
    CHECK(twin.run(pass).empty());
    Arguments wrong;
    mistake(wrong);
    messages[static_cast<std::size_t>(pass)] = wrong.run(pass);
  }
  return messages;
}

constexpr std::array functions{"convolution_forward", "convolution_backward_input", "convolution_backward_weight"};

/// All three passes say this, after their names.
void check_all(const std::string& expected, const Mistake& mistake) {
  const auto messages = complaints(mistake);
  for (std::size_t pass = 0; pass < 3; ++pass) CHECK(messages[pass] == functions[pass] + expected);
}

template <class T>
T* one_byte_further(T* pointer) {
  return reinterpret_cast<T*>(reinterpret_cast<std::uintptr_t>(pointer) + 1);
}

}  // namespace

TEST_CASE("A convolution refuses sizes that are no sizes, by name, and writes nothing") {
  for (const int size : {0, -3}) {
    const std::string got = "expected at least 1, got " + std::to_string(size);
    check_all(": batch: " + got, [&](Arguments& a) { a.call.problem.batch = size; });
    check_all(": channels: " + got, [&](Arguments& a) { a.call.problem.in.channels = size; });
    check_all(": height: " + got, [&](Arguments& a) { a.call.problem.in.height = size; });
    check_all(": width: " + got, [&](Arguments& a) { a.call.problem.in.width = size; });
    check_all(": filters: " + got, [&](Arguments& a) { a.call.problem.filters = size; });
    check_all(": kernel: " + got, [&](Arguments& a) { a.call.problem.kernel = size; });
    check_all(": stride: " + got, [&](Arguments& a) { a.call.problem.stride = size; });
  }
  check_all(": padding: expected at least 0, got -1", [](Arguments& a) { a.call.problem.padding = -1; });
}

TEST_CASE("A convolution refuses a kernel larger than the padded picture") {
  check_all(": height with padding: expected at least 8, got 7", [](Arguments& a) { a.call.problem.kernel = 8; });
  check_all(": width with padding: expected at least 7, got 6", [](Arguments& a) { a.call.problem.kernel = 7; });
}

TEST_CASE("A convolution refuses sizes whose products would overflow") {
  check_all(": values of x: expected at most 1099511627776, got 2147483647 x 5 x 2147483647 x 2147483647",
            [](Arguments& a) {
              a.call.problem.batch = a.call.problem.in.width = a.call.problem.in.channels = huge;
              a.call.problem.padding = 0;
            });
  check_all(": width with padding: expected at most 2147483647, got 2147483649",
            [](Arguments& a) { a.call.problem.in.width = huge; });
  check_all(": height with padding: expected at most 2147483647, got 4294967299",
            [](Arguments& a) { a.call.problem.padding = huge; });
  check_all(": kernel: expected at most 32767, got 46341", [](Arguments& a) {
    a.call.problem.kernel = 46341;
    a.call.problem.padding = 30000;
  });
  check_all(": values of w: expected at most 1099511627776, got 3 x 3 x 2147483647 x 2147483647", [](Arguments& a) {
    a.call.problem = {1, {huge, 1, 1}, huge, 3, 1, 1};
  });
  check_all(": values of y: expected at most 1099511627776, got 1 x 60001 x 60001 x 1000", [](Arguments& a) {
    a.call.problem = {1, {1, 1, 1}, 1000, 1, 1, 30000};
  });
}

TEST_CASE("A convolution refuses to work without settings, pool or arrays") {
  check_all(": settings: expected settings, got a null pointer", [](Arguments& a) { a.call.settings = nullptr; });
  check_all(": pool: expected a thread pool, got a null pointer", [](Arguments& a) { a.call.pool = nullptr; });
  check_all(": scratch: expected memory, got a null pointer", [](Arguments& a) { a.call.scratch = nullptr; });
  auto messages = complaints([](Arguments& a) { a.from = nullptr; });
  CHECK(messages[0] == "convolution_forward: x: expected memory, got a null pointer");
  CHECK(messages[1] == "convolution_backward_input: dy: expected memory, got a null pointer");
  CHECK(messages[2] == "convolution_backward_weight: x: expected memory, got a null pointer");
  messages = complaints([](Arguments& a) { a.w = a.dy = nullptr; });
  CHECK(messages[0] == "convolution_forward: w: expected memory, got a null pointer");
  CHECK(messages[1] == "convolution_backward_input: w: expected memory, got a null pointer");
  CHECK(messages[2] == "convolution_backward_weight: dy: expected memory, got a null pointer");
  messages = complaints([](Arguments& a) { a.to = nullptr; });
  CHECK(messages[0] == "convolution_forward: y: expected memory, got a null pointer");
  CHECK(messages[1] == "convolution_backward_input: dx: expected memory, got a null pointer");
  CHECK(messages[2] == "convolution_backward_weight: dw: expected memory, got a null pointer");
  Arguments without_bias;
  without_bias.bias = nullptr;
  CHECK(without_bias.run(ConvolutionPass::forward).empty());
  Arguments without_scratch;  // the reference needs none
  without_scratch.settings.algorithm = "reference";
  without_scratch.call.scratch = nullptr;
  CHECK(without_scratch.run(ConvolutionPass::forward).empty());
}

TEST_CASE("A convolution refuses arrays and scratch that are not aligned") {
  const std::string four = "expected memory aligned to 4 bytes, got another address";
  auto messages = complaints([](Arguments& a) { a.from = one_byte_further(a.from); });
  CHECK(messages[0] == "convolution_forward: x: " + four);
  CHECK(messages[1] == "convolution_backward_input: dy: " + four);
  CHECK(messages[2] == "convolution_backward_weight: x: " + four);
  messages = complaints([](Arguments& a) { a.w = a.dy = one_byte_further(a.w); });
  CHECK(messages[0] == "convolution_forward: w: " + four);
  CHECK(messages[1] == "convolution_backward_input: w: " + four);
  CHECK(messages[2] == "convolution_backward_weight: dy: " + four);
  messages = complaints([](Arguments& a) { a.to = one_byte_further(a.to); });
  CHECK(messages[0] == "convolution_forward: y: " + four);
  CHECK(messages[1] == "convolution_backward_input: dx: " + four);
  CHECK(messages[2] == "convolution_backward_weight: dw: " + four);
  Arguments bias;
  bias.bias = one_byte_further(bias.bias);
  CHECK(bias.run(ConvolutionPass::forward) == "convolution_forward: bias: " + four);
  check_all(": scratch: expected memory aligned to 64 bytes, got another address",
            [](Arguments& a) { a.call.scratch += 32; });
}

TEST_CASE("A convolution refuses block sizes that cannot be used") {
  check_all(": patch_bytes: expected at least 1, got 0", [](Arguments& a) { a.settings.patch_bytes = 0; });
  check_all(": gemm.outer: expected at least 1, got -1", [](Arguments& a) { a.settings.gemm.outer = -1; });
  check_all(": gemm.depth: expected at least 1, got 0", [](Arguments& a) { a.settings.gemm.depth = 0; });
  check_all(": gemm.inner: expected at most 1048576, got 2147483647",
            [](Arguments& a) { a.settings.gemm.inner = huge; });
}

TEST_CASE("Scratch is not counted for what is no convolution") {
  const auto refused = [](const ConvolutionProblem& p, const ConvolutionSettings& settings, int workers) {
    return thrown_message([&] { convolution_scratch_bytes<float>(p, settings, workers); });
  };
  CHECK(refused(good, {}, 2).empty());
  CHECK(refused({0, {3, 5, 4}, 6, 3, 1, 1}, {}, 2) == "convolution_scratch_bytes: batch: expected at least 1, got 0");
  CHECK(refused(good, {}, 0) == "convolution_scratch_bytes: workers: expected at least 1, got 0");
  CHECK(refused(good, {.patch_bytes = -1}, 1) == "convolution_scratch_bytes: patch_bytes: expected at least 1, got -1");
}

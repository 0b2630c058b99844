#include "bicameral/kernels/conv2d/automatic.hpp"

#include "bicameral/kernels/conv2d/algorithms.hpp"
#include "tests/catch.hpp"

using namespace bicameral;

namespace {

constexpr ConvolutionProblem wide{128, {64, 32, 32}, 128, 3, 1, 1};
constexpr ConvolutionProblem strided{128, {64, 32, 32}, 128, 3, 2, 1};

}  // namespace

TEST_CASE("The automatic choice applies to every shape it is made for") {
  for (const int batch : {1, 3, 128})
    for (const int channels : {1, 3, 16, 300})
      for (const int size : {1, 2, 3, 5, 32})
        for (const int kernel : {1, 3, 5})
          for (const int stride : {1, 2}) {
            const ConvolutionProblem p{batch, {channels, size, size}, channels, kernel, stride, kernel / 2};
            for (const ConvolutionPass pass :
                 {ConvolutionPass::forward, ConvolutionPass::backward_input, ConvolutionPass::backward_weight}) {
              bool applies = false;
              detail::with_convolution(convolution_algorithm({}, p, pass), p, [&](auto) { applies = true; });
              CHECK(applies);
            }
          }
}

TEST_CASE("Without a choice, patches serve input gradients of few channels and of pixels that no window sees") {
  const ConvolutionProblem pictures{128, {3, 32, 32}, 64, 3, 1, 1};
  const ConvolutionProblem shortcut{128, {64, 32, 32}, 128, 1, 2, 0};
  for (const ConvolutionProblem& p : {pictures, shortcut}) {
    CHECK(convolution_algorithm({}, p, ConvolutionPass::forward) == "direct");
    CHECK(convolution_algorithm({}, p, ConvolutionPass::backward_input) == "im2col_blocked");
    CHECK(convolution_algorithm({}, p, ConvolutionPass::backward_weight) == "direct");
  }
  const ConvolutionProblem deep{128, {128, 16, 16}, 256, 3, 2, 1};
  CHECK(convolution_algorithm({}, strided, ConvolutionPass::backward_input) == "im2col_blocked");
  CHECK(convolution_algorithm({}, deep, ConvolutionPass::backward_input) == "direct");
}

TEST_CASE("A choice for a shape goes before the choice for all, and that before the rule") {
  ConvolutionSettings settings;
  CHECK(convolution_algorithm(settings, wide, ConvolutionPass::forward) == "winograd4");
  settings.algorithm = "im2col";
  CHECK(convolution_algorithm(settings, wide, ConvolutionPass::forward) == "im2col");
  settings.choices.push_back({wide.in, 128, 3, 1, 1, {"direct", "reference", "winograd2"}});
  CHECK(convolution_algorithm(settings, wide, ConvolutionPass::forward) == "direct");
  CHECK(convolution_algorithm(settings, wide, ConvolutionPass::backward_input) == "reference");
  CHECK(convolution_algorithm(settings, wide, ConvolutionPass::backward_weight) == "winograd2");
  CHECK(convolution_algorithm(settings, strided, ConvolutionPass::forward) == "im2col");
}

TEST_CASE("Resolved settings name an algorithm for every shape, once, and keep what was chosen") {
  ConvolutionSettings settings;
  settings.choices.push_back({wide.in, 128, 3, 1, 1, {"direct", "direct", "direct"}});
  const std::vector<ConvolutionProblem> problems{wide, strided, strided};
  const ConvolutionSettings fixed = resolved(settings, problems);
  REQUIRE(fixed.choices.size() == 2);
  CHECK(fixed.choices[0] == settings.choices[0]);
  CHECK(fixed.choices[1].is_for(strided));
  for (std::size_t pass = 0; pass < 3; ++pass)
    CHECK(fixed.choices[1].algorithms[pass] ==
          convolution_algorithm(settings, strided, static_cast<ConvolutionPass>(pass)));
  CHECK(resolved(fixed, problems) == fixed);
}

TEST_CASE("Scratch for a batch is enough for fewer images, whatever the rule chooses for them") {
  for (const int channels : {3, 16, 130, 400})
    for (const int size : {2, 4, 9}) {
      ConvolutionProblem p{40, {channels, size, size}, channels, 3, 1, 1};
      const std::size_t enough = convolution_scratch_bytes<float>(p, {}, 2);
      for (int batch = 1; batch < 40; ++batch) {
        p.batch = batch;
        for (const ConvolutionPass pass :
             {ConvolutionPass::forward, ConvolutionPass::backward_input, ConvolutionPass::backward_weight})
          detail::with_convolution(convolution_algorithm({}, p, pass), p, [&](auto algorithm) {
            CHECK(algorithm.template scratch_bytes<float>(p, {}, 2) <= enough);
          });
      }
    }
}

#include "bicameral/kernels/conv2d/choice_text.hpp"

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using namespace bicameral::test;

TEST_CASE("Choices of algorithms survive the way through text") {
  const std::vector<ConvolutionChoice> choices{{{64, 32, 16}, 128, 3, 1, 1, {"winograd4", "direct", "im2col"}},
                                               {{3, 8, 8}, 5, 1, 2, 0, {"reference", "direct", "direct"}}};
  const std::string text = to_text(choices);
  CHECK(text == "64x32x16 128 3 1 1 winograd4 direct im2col; 3x8x8 5 1 2 0 reference direct direct");
  CHECK(parse_convolution_choices(text, "file") == choices);
  CHECK(parse_convolution_choices("", "file").empty());
}

TEST_CASE("A text that is no choice is refused with what was expected") {
  const std::string good = "64x32x32 128 3 1 1 direct direct direct";
  CHECK(thrown_message([&] { parse_convolution_choices(good, "tune.txt"); }) == "");
  for (const std::string bad :
       {"64x32 128 3 1 1 direct direct direct", "64x32x32 128 3 1 direct direct direct", "0x32x32 128 3 1 1 a b c",
        "64x32x32 128 3 1 1 direct direct", "64x32x32 128 3 1 1 direct direct direct direct",
        "64x32x32 99999999999 3 1 1 direct direct direct", "-1x32x32 128 3 1 1 direct direct direct", "nonsense"}) {
    INFO(bad);
    CHECK(thrown_message([&] {
            parse_convolution_choices(bad, "tune.txt");
          }).find("tune.txt: expected a convolution") == 0);
  }
  CHECK(thrown_message([] {
          parse_convolution_choices("64x32x32 128 3 1 1 fft direct direct", "tune.txt");
        }).find("'fft'") != std::string::npos);
  CHECK(thrown_message([] {
          parse_convolution_choices("64x32x32 128 3 2 1 winograd4 direct direct", "tune.txt");
        }).find("'winograd4': expected a shape it applies to") != std::string::npos);
}

#include "bicameral/kernels/conv2d/tune_file.hpp"

#include "tests/catch.hpp"
#include "tests/support/messages.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

const MachineIdentity here{"1.2.3", "Some CPU @ 2 GHz", "AVX2 + FMA", "L1 32K, L2 1024K", 4};

TuneFile example() {
  TunedConvolution first{{{64, 32, 16}, 128, 3, 1, 1, {"winograd4", "direct", "im2col"}}, {}};
  first.measured = {{{{"im2col", 12.5}, {"winograd4", 3.25}}, {{"direct", 0.1}}, {{"im2col", 7}, {"direct", 1e-7}}}};
  TunedConvolution second{{{3, 8, 8}, 5, 1, 2, 0, {"direct", "direct", "direct"}}, {}};
  second.measured = {{{{"direct", 1}}, {{"direct", 2}}, {{"direct", 3}}}};
  return {here, 128, {first, second}};
}

const std::string written =
    "bicameral tune file 1\n"
    "library 1.2.3\n"
    "processor Some CPU @ 2 GHz\n"
    "instructions AVX2 + FMA\n"
    "caches L1 32K, L2 1024K\n"
    "threads 4\n"
    "batch 128\n"
    "64x32x16 128 3 1 1 forward winograd4 im2col=12.5 winograd4=3.25\n"
    "64x32x16 128 3 1 1 input_gradient direct direct=0.1\n"
    "64x32x16 128 3 1 1 weight_gradient im2col im2col=7 direct=1e-07\n"
    "3x8x8 5 1 2 0 forward direct direct=1\n"
    "3x8x8 5 1 2 0 input_gradient direct direct=2\n"
    "3x8x8 5 1 2 0 weight_gradient direct direct=3\n"
    "end 2\n";

/// What is said about the text with one passage replaced.
std::string complaint(const std::string& passage, const std::string& other) {
  std::string text = written;
  const std::size_t at = text.find(passage);
  REQUIRE(at != std::string::npos);
  text.replace(at, passage.size(), other);
  return thrown_message([&] { parse_tune_file(text, "tune.txt", here); });
}

}  // namespace

TEST_CASE("A tune file survives the way to the disk and back") {
  CHECK(to_text(example()) == written);
  const TemporaryFolder folder;
  const std::string path = (folder / "tune.txt").string();
  save_tune_file(path, example());
  CHECK(load_tune_file(path, here) == example());
  CHECK(choices_of(load_tune_file(path, here).convolutions)[1] ==
        ConvolutionChoice{{3, 8, 8}, 5, 1, 2, 0, {"direct", "direct", "direct"}});
}

TEST_CASE("A tune file of another format, library or machine is refused with what differs") {
  CHECK(complaint("file 1", "file 2") ==
        "tune.txt, line 1: expected 'bicameral tune file 1', got 'bicameral tune file 2'");
  CHECK(complaint("1.2.3", "1.2.4") ==
        "tune.txt, line 2: expected 'library 1.2.3' as here (measure again with tune), got 'library 1.2.4'");
  CHECK(complaint("Some CPU", "Other CPU") ==
        "tune.txt, line 3: expected 'processor Some CPU @ 2 GHz' as here (measure again with tune), got "
        "'processor Other CPU @ 2 GHz'");
  CHECK(complaint("AVX2 + FMA", "AVX-512").find("tune.txt, line 4: expected 'instructions AVX2 + FMA'") == 0);
  CHECK(complaint("1024K", "512K").find("tune.txt, line 5: expected 'caches L1 32K, L2 1024K'") == 0);
  CHECK(complaint("threads 4", "threads 2") ==
        "tune.txt, line 6: expected 'threads 4' as here (measure again with tune), got 'threads 2'");
}

TEST_CASE("A tune file that is wrong in one place is refused with the line, what was expected and what was got") {
  CHECK(complaint("batch 128", "batch 0").find("tune.txt, line 7: expected 'batch' and a positive number") == 0);
  CHECK(complaint("batch 128", "batch 9999999999").find("tune.txt, line 7: ") == 0);
  CHECK(complaint("forward winograd4", "forward fft").find("tune.txt, line 8: expected an algorithm, one of auto") ==
        0);
  CHECK(complaint("im2col=12.5", "im2col_=12.5").find("tune.txt, line 8: expected an algorithm") == 0);
  CHECK(complaint("forward direct direct=1", "forward winograd2 winograd2=1") ==
        "tune.txt, line 11: expected an algorithm that applies to the shape, got 'winograd2'");
  CHECK(complaint("im2col=12.5", "im2col=fast") ==
        "tune.txt, line 8: expected a time in milliseconds as in 'direct=1.25', got 'im2col=fast'");
  for (const std::string time : {"im2col=-1", "im2col=nan", "im2col=1,5", "im2col=", "im2col"})
    CHECK(complaint("im2col=12.5", time).find("tune.txt, line 8: expected a time") == 0);
  CHECK(complaint("im2col=7", "direct=7") == "tune.txt, line 10: expected every algorithm once, got 'direct' again");
  CHECK(complaint(" im2col=7", "") ==
        "tune.txt, line 10: expected the time of the chosen algorithm 'im2col', got none");
  CHECK(complaint("input_gradient", "weight_gradient") ==
        "tune.txt, line 9: expected the pass input_gradient, got 'weight_gradient'");
  CHECK(complaint("64x32x16 128 3 1 1 input", "64x32x16 256 3 1 1 input")
            .find("tune.txt, line 9: expected the pass input_gradient of the same shape") == 0);
  CHECK(complaint("end 2", "end 3") == "tune.txt, line 14: expected 'end 2' after so many shapes, got 'end 3'");
  CHECK(complaint("end 2\n", "end 2\nend 2\n") == "tune.txt, line 14: expected the end of the file, got more lines");
  CHECK(complaint("64x32x16 128 3", "64x32 128 3").find("tune.txt, line 8: expected a convolution as in") == 0);
  CHECK(complaint("64x32x16 128 3", "64x32x0 128 3").find("tune.txt, line 8: expected a convolution as in") == 0);
  CHECK(complaint("64x32x16 128 3", "64x32x16\x1b 128 3").find("'64x32x16\\x1b 128") != std::string::npos);
}

TEST_CASE("A tune file with absurd or double shapes is refused") {
  CHECK(complaint("64x32x16 128 3", "2000000000x32000x16 128 3") ==
        "tune.txt, line 8: values of x: expected at most 1099511627776, got 128 x 32000 x 16 x 2000000000");
  CHECK(complaint("64x32x16 128 3 1", "64x32x16 128 99 1") ==
        "tune.txt, line 8: height with padding: expected at least 99, got 34");
  CHECK(complaint("64x32x16 128 3 1", "64x32x16 128 99999999999999 1").find("tune.txt, line 8: ") == 0);
  std::string twice = written.substr(written.find("3x8x8"), written.find("end") - written.find("3x8x8"));
  CHECK(complaint("end 2", twice + "end 3") ==
        "tune.txt, line 14: expected every shape once, got '3x8x8 5 1 2 0' again");
}

TEST_CASE("A tune file cut short anywhere is refused, and so is one that is not there or no text at all") {
  for (std::size_t size = 0; size < written.size(); ++size) {
    INFO(size);
    CHECK(thrown_message([&] { parse_tune_file(written.substr(0, size), "tune.txt", here); }).find("tune.txt, line ") ==
          0);
  }
  CHECK(thrown_message([] { load_tune_file("/nowhere/tune.txt", here); }) ==
        "tune file: expected a readable file, got '/nowhere/tune.txt'");
  const TemporaryFolder folder;
  CHECK(thrown_message([&] { load_tune_file(folder.path().string(), here); }) != "");
  const auto huge = folder.write("huge", std::string(detail::most_tune_bytes + 1, 'x'));
  CHECK(thrown_message([&] { load_tune_file(huge.string(), here); }).find("got a longer file") != std::string::npos);
}

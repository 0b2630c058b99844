// Residual blocks and a small chain of layers against PyTorch, as networks of their own.

#include "bicameral/blocks/residual.hpp"
#include "bicameral/blocks/sequential.hpp"
#include "bicameral/layers/avg_pool.hpp"
#include "bicameral/layers/dense.hpp"
#include "bicameral/layers/flatten.hpp"
#include "bicameral/layers/max_pool.hpp"
#include "bicameral/layers/relu.hpp"
#include "tests/catch.hpp"
#include "tests/golden/golden_file.hpp"
#include "tests/golden/network_run.hpp"

using namespace bicameral;
using golden::CaseSettings;
using golden::GoldenFile;

namespace {

using StudyBlock = Residual<Conv2d<4>, BatchNorm, ReLU, Conv2d<4>, BatchNorm, ReLU>;
using StandardBlock = ResidualBlock<Chain<Conv2d<4>, BatchNorm, ReLU, Conv2d<4>, BatchNorm>, Identity, AfterSum::relu>;
using ProjectedBlock =
    ResidualBlock<Chain<Conv2d<6, 3, 2>, BatchNorm, ReLU, Conv2d<6>, BatchNorm>, Projection<6, 2>, AfterSum::relu>;

template <class T>
void check_with(const char* algorithm, double tolerance) {
  GoldenFile file("blocks");
  ThreadPool pool(2);
  CaseSettings settings{.file = file, .pool = pool, .tolerance = tolerance};
  settings.compute.convolution.algorithm = algorithm;
  golden::check_network<Sequential<Image<3, 4, 5>, Flatten, Dense<8>>, T>(settings, "flatten_dense", 2);
  golden::check_network<Sequential<Image<4, 6, 5>, StudyBlock>, T>(settings, "residual_study", 3);
  golden::check_network<Sequential<Image<4, 6, 5>, StandardBlock>, T>(settings, "residual_relu_after", 3);
  golden::check_network<Sequential<Image<4, 6, 5>, ProjectedBlock>, T>(settings, "residual_projected", 3);
  golden::check_network<Sequential<Image<3, 9, 8>, Conv2d<5>, BatchNorm, ReLU, MaxPool<2>,
                                   Residual<Conv2d<5>, BatchNorm, ReLU>, AvgPool<2>, Flatten, Dense<6>>,
                        T>(settings, "chain", 2);
  CHECK(file.not_compared() == "");
}

}  // namespace

TEST_CASE("Blocks and chains in double agree with PyTorch forward, backward and in their statistics") {
  check_with<double>("reference", 1e-12);
  for (const char* algorithm : {"im2col", "im2col_blocked", "direct", "automatic"})
    check_with<double>(algorithm, 1e-12);
}

TEST_CASE("Blocks and chains in float agree with PyTorch in double on given inputs and upstream gradients") {
  check_with<float>("reference", 1e-5);
  for (const char* algorithm : {"im2col", "im2col_blocked", "direct"}) check_with<float>(algorithm, 1e-5);
  check_with<float>("automatic", WinogradConvolution<4>::largest_float_error);
}
